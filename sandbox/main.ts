import { readCommandLine, USAGE } from "./command-line";
import { startSandbox } from "./server";

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

// Every object is whole on disk or not there at all, so there is nothing to wait for.
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => process.exit(0));

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  if (words.includes("--help")) return console.log(USAGE);
  const options = readCommandLine(words);
  try {
    const { url, control } = await startSandbox(options);
    if (control) console.log(`Control at ${control.url}`);
    const keys = (options.users ?? []).map(({ accessKeyId }) => accessKeyId).join(", ");
    console.log(`Access keys: ${keys}`);
    console.log(`S3 at ${url}`);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE" && "port" in error)
      fail(`Port ${error.port} is taken: stop what listens there, or choose another.`);
    fail(`The sandbox cannot start: ${error instanceof Error ? error.message : String(error)}`);
  }
}

main().catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
