import { parseArgs } from "node:util";
import { isProfile, PROFILES } from "./profiles/profiles";
import { isSwitch, SWITCHES } from "./profiles/quirks";
import { DEFAULT_USER, startSandbox } from "./server";

const USAGE = `Usage: tsx sandbox/main.ts --port 5400 --data DIR [--host 127.0.0.1]
         [--profile ${PROFILES.join("|")}] [--quirk NAME]...`;

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
        profile: { type: "string", default: "aws" },
        quirk: { type: "string", multiple: true, default: [] },
      },
    });
    const port = Number(values.port);
    if (values.data === undefined || !/^\d{1,5}$/.test(values.port ?? "") || port > 65_535) fail(USAGE);
    const { profile } = values;
    if (!isProfile(profile)) fail(`There is no profile "${profile}". There are: ${PROFILES.join(", ")}.`);
    const unknown = values.quirk.find((name) => !isSwitch(name));
    if (unknown !== undefined)
      fail(`There is no quirk "${unknown}". There are: ${Object.keys(SWITCHES).join(", ")}.`);
    const quirks = Object.fromEntries(values.quirk.map((name) => [name, true]));
    return { port, dataDir: values.data, host: values.host ?? "127.0.0.1", profile, quirks };
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
