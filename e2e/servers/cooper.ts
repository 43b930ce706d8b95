import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inRoot } from "../../scripts/paths.mjs";
import { start, stop } from "../../scripts/processes.mjs";
import { untilReady } from "../../scripts/readiness.mjs";
import { cooperConfig } from "./cooper-config";
import type { World } from "./world";

/** Starts a production Cooper whose configuration and state lie in a folder: one that was there before goes on with them. */
export async function startCooper(
  folder: string,
  port: number,
  rest: Omit<World, "cooper">,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const url = `http://127.0.0.1:${port}`;
  mkdirSync(folder, { recursive: true });
  const configFile = path.join(folder, "cooper.yaml");
  writeFileSync(configFile, cooperConfig(rest));
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(AWS|S3|COOPER|NEXTAUTH|AUTH)_|^(NODE_ENV|https?_proxy)$/i.test(name),
  );
  const cooper = start(process.execPath, [inRoot("scripts", "start.mjs")], {
    // Kept with the traces of failed journeys.
    logFile: inRoot("test-results", "cooper.log"),
    graceMs: 12_000, // longer than it gives its own requests to end
    env: {
      ...Object.fromEntries(inherited),
      PORT: String(port),
      HOSTNAME: "127.0.0.1",
      COOPER_URL: url,
      COOPER_CONFIG: configFile,
      COOPER_STATE: `file:${path.join(folder, "state")}`,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    } as unknown as NodeJS.ProcessEnv,
  });
  await untilReady(`${url}/api/ready`, cooper).catch((error: Error) => {
    throw new Error(`Cooper did not start: ${error.message}\n${cooper.output()}`);
  });
  return { url, stop: () => stop(cooper) };
}
