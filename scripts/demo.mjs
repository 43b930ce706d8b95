// npm run demo: Cooper on an S3 server of its own, with content worth looking at. Plain Node, since it runs before `npm ci`.
import "./node-version.mjs";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build, isBuilt } from "./build.mjs";
import { install } from "./dependencies.mjs";
import { stopWhenInterrupted } from "./interruption.mjs";
import { inRoot } from "./paths.mjs";
import { freePort } from "./ports.mjs";
import { run, start, stopAll } from "./processes.mjs";
import { untilPrinted, untilReady } from "./readiness.mjs";

const say = (text) => console.log(text);
const data = path.resolve(process.env.COOPER_DEMO_DATA ?? inRoot(".sandbox", "demo"));
const lock = path.join(data, "running.json");

/** Prints what went wrong, stops everything and exits. */
async function fail(what, process_) {
  say(`\n${what}`);
  if (process_) say(process_.output().slice(-20_000));
  await stopAll();
  process.exit(1);
}

/** The caller's environment without what would point Cooper or the SDK somewhere else than at the sandbox. */
function cleanEnv() {
  const env = {};
  for (const [name, value] of Object.entries(process.env))
    if (!/^(AWS|S3|COOPER|NEXTAUTH|AUTH|OIDC)_|^(NODE_ENV|HOSTNAME|PORT|https?_proxy)$/i.test(name))
      env[name] = value;
  return { ...env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true", NEXT_TELEMETRY_DISABLED: "1" };
}

/** The address of a demo that already runs on this data, or null: two servers on one folder would spoil it. */
async function alreadyRunning() {
  try {
    const { url, pid } = JSON.parse(readFileSync(lock, "utf8"));
    process.kill(pid, 0);
    const response = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(3000) });
    return response.ok ? url : null;
  } catch {
    return null; // no lock, or one left by a demo that was killed
  }
}

stopWhenInterrupted((reason) => {
  say(`\nStopping the demo (${reason}).`);
  rmSync(lock, { force: true });
});

if (!(await install(say))) process.exit(1);
if (!isBuilt()) {
  say("Building Cooper (about a minute, once) …");
  const built = await build();
  if (built.code !== 0) await fail("Cooper could not be built:", { output: () => built.output });
}

const other = await alreadyRunning();
if (other !== null) await fail(`The demo already runs at ${other} from this checkout. Stop that one first.`);

mkdirSync(data, { recursive: true });
const wanted = Number(process.env.PORT) || 3000;
const port = await freePort(wanted);
if (port !== wanted) say(`Port ${wanted} is taken; using ${port}.`);
const s3Port = await freePort(Number(process.env.COOPER_DEMO_S3_PORT) || 9000, [port]);
const url = `http://127.0.0.1:${port}`;
const env = cleanEnv();
const tsx = [inRoot("node_modules", "tsx", "dist", "cli.mjs")];
const logFile = (name) => {
  const file = path.join(data, `${name}.log`);
  rmSync(file, { force: true });
  return file;
};

say("Starting the sandbox S3 server …");
const sandbox = start(
  process.execPath,
  [...tsx, inRoot("sandbox", "main.ts"), "--port", String(s3Port), "--data", path.join(data, "s3")],
  { env, logFile: logFile("s3") },
);
await untilPrinted(sandbox, /S3 at http:/).catch((error) =>
  fail(`The sandbox did not start. ${error.message}`, sandbox),
);

const origins = [url, `http://localhost:${port}`];
const seeded = await run(
  process.execPath,
  [
    ...tsx,
    inRoot("sandbox", "demo", "seed.ts"),
    `http://127.0.0.1:${s3Port}`,
    path.join(data, "seeded"),
    ...origins,
  ],
  { env, onText: seedNotice() },
);
if (seeded.code !== 0) await fail("The demo's content could not be made:", { output: () => seeded.output });

say("Starting Cooper …");
const cooper = start(process.execPath, [inRoot("scripts", "start.mjs")], {
  logFile: logFile("cooper"),
  graceMs: 12_000, // longer than it gives its own requests to end
  env: {
    ...env,
    PORT: String(port),
    HOSTNAME: "127.0.0.1",
    COOPER_CONFIG: inRoot("sandbox", "demo", "cooper.yaml"),
    COOPER_STATE: `file:${path.join(data, "state")}`,
    COOPER_DEMO_S3: `http://127.0.0.1:${s3Port}`,
  },
});
await untilReady(`${url}/api/ready`, cooper).catch((error) =>
  fail(`Cooper did not start. ${error.message}`, cooper),
);
writeFileSync(lock, JSON.stringify({ url, pid: process.pid }));

say(`
Cooper is ready:  ${url}

  Sign in as      admin    password  hoops-and-staves    may do everything
  or as           guest    password  just-looking        reads "team/shared", writes "team/home/guest"

  Data and logs are in ${data}. Ctrl-C stops everything.
`);

const [name, ended] = await Promise.race([
  cooper.exited.then(() => ["Cooper", cooper]),
  sandbox.exited.then(() => ["The sandbox", sandbox]),
]);
rmSync(lock, { force: true });
await fail(`${name} ended by itself. Its last words:`, ended);

function seedNotice() {
  let said = false;
  return (text) => {
    if (said || !text.includes("making")) return;
    said = true;
    say("Filling it with content (some seconds, once) …");
  };
}
