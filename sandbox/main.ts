import { parseArgs } from "node:util";
import { DEFAULT_USER, startSandbox } from "./server";

const USAGE = "Usage: tsx sandbox/main.ts --port 5400 --data DIR [--host 127.0.0.1] [--restore-seconds N]";

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: "string" },
        data: { type: "string" },
        host: { type: "string" },
        "restore-seconds": { type: "string" },
      },
    });
    const port = Number(values.port);
    const seconds = values["restore-seconds"];
    if (seconds !== undefined && !/^\d{1,7}$/.test(seconds)) fail(USAGE);
    if (values.data === undefined || !/^\d{1,5}$/.test(values.port ?? "") || port > 65_535) fail(USAGE);
    const restore = seconds === undefined ? {} : { restoreSeconds: Number(seconds) };
    return { port, dataDir: values.data, host: values.host ?? "127.0.0.1", ...restore };
  } catch (error) {
    fail(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

// Every object is whole on disk or not there at all, so there is nothing to wait for.
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => process.exit(0));

const options = readOptions();
const user = {
  accessKeyId: process.env.SANDBOX_ACCESS_KEY_ID ?? DEFAULT_USER.accessKeyId,
  secretAccessKey: process.env.SANDBOX_SECRET_ACCESS_KEY ?? DEFAULT_USER.secretAccessKey,
};

startSandbox({ ...options, users: [user] }).then(
  ({ url }) => console.log(`S3 at ${url}`),
  (error: unknown) => {
    const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    if (taken)
      fail(
        `Port ${options.port} on ${options.host} is taken: stop what listens there, or choose another with --port.`,
      );
    fail(`The sandbox cannot start: ${error instanceof Error ? error.message : String(error)}`);
  },
);
