// npm start: serves what `npm run build` made, on HOSTNAME (127.0.0.1) and PORT (3000).
import "./node-version.mjs";
import { existsSync } from "node:fs";
import { inRoot } from "./paths.mjs";
import { start } from "./processes.mjs";

const GRACE_MS = 10_000;
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

const host = process.env.HOSTNAME || "127.0.0.1";
const port = process.env.PORT || "3000";

function fail(message) {
  console.error(message);
  process.exit(1);
}

if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
  fail(`PORT is "${port}", which is no port: give a number up to 65535.`);
if (!existsSync(inRoot(".next", "BUILD_ID"))) fail("Cooper is not built yet. Run `npm run build` first.");

let announced = false;
const next = start(
  process.execPath,
  [inRoot("node_modules", "next", "dist", "bin", "next"), "start", "-H", host, "-p", port],
  {
    env: {
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      ...process.env,
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
    },
    show: withoutBanner,
    // A server talks for months; only its first words are looked at.
    kept: 64 * 1024,
    onText: announce,
  },
);

for (const [signal, code] of Object.entries(EXIT_CODES)) process.on(signal, () => end(signal, code));
process.exit(await next.exited);

/** Next's own banner: it names an address, and calls itself ready, before Cooper has read its configuration. */
function withoutBanner(chunk) {
  if (announced) return chunk;
  return chunk
    .split("\n")
    .filter((line) => !/^\s*(▲ Next|- (Local|Network):|✓ (Running|Starting|Ready))/.test(line))
    .join("\n");
}

/** Says once where Cooper is, as soon as it answers: Next calls itself ready before it has read the configuration. */
async function announce(text) {
  if (announced || !text.includes("Ready in")) return;
  announced = true;
  const isEverywhere = host === "0.0.0.0" || host === "::";
  const shown = isEverywhere ? "localhost" : host.includes(":") ? `[${host}]` : host;
  const url = `http://${shown}:${port}`;
  // Whatever the answer is, it comes after the boot; without one Next has ended, and says why.
  const answer = await fetch(`${url}/api/health`).catch(() => null);
  if (answer) console.log(`Cooper: ${url}${isEverywhere ? " and every other address of this machine" : ""}`);
}

/** Lets requests that are under way come to their end, but not for ever: an open stream would keep Next alive. */
function end(signal, code) {
  signalGroup(signal);
  setTimeout(() => {
    signalGroup("SIGKILL");
    process.exit(code);
  }, GRACE_MS).unref();
}

function signalGroup(signal) {
  try {
    process.kill(-next.pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}
