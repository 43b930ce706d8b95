import { parseArgs } from "node:util";
import type { ControlOptions } from "./control/server";
import { DEFAULT_USER, startSandbox } from "./server";

const USAGE = `Usage: tsx sandbox/main.ts --port 5400 --data DIR [--host 127.0.0.1] [--control-port 5401]

--control-port opens a port on this machine where faults are ordered and the journal is read, for whoever has the token
that SANDBOX_CONTROL_TOKEN holds.`;

const PORT = /^\d{1,5}$/;

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

function controlOptions(text: string | undefined): ControlOptions | undefined {
  if (text === undefined) return undefined;
  if (!PORT.test(text) || Number(text) > 65_535) fail(USAGE);
  const token = process.env.SANDBOX_CONTROL_TOKEN;
  if (!token)
    fail(
      "--control-port wants a token: set SANDBOX_CONTROL_TOKEN to at least 16 characters, such as from `openssl rand -hex 16`.",
    );
  return { port: Number(text), token };
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: "string" },
        data: { type: "string" },
        host: { type: "string" },
        "control-port": { type: "string" },
      },
    });
    const port = Number(values.port);
    if (values.data === undefined || !PORT.test(values.port ?? "") || port > 65_535) fail(USAGE);
    const control = controlOptions(values["control-port"]);
    // Without a control port nobody reads what is remembered.
    const only = control ? { control } : { journal: { limit: 0 } };
    return { port, dataDir: values.data, host: values.host ?? "127.0.0.1", ...only };
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
  ({ url, control }) => {
    if (control) console.log(`Control at ${control.url}`);
    console.log(`S3 at ${url}`);
  },
  (error: unknown) => {
    const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    if (taken)
      fail(
        `Port ${options.port} on ${options.host} is taken: stop what listens there, or choose another with --port.`,
      );
    fail(`The sandbox cannot start: ${error instanceof Error ? error.message : String(error)}`);
  },
);
