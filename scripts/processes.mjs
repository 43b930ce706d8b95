// Child processes that never outlive us. Each leads a process group of its own, so that what it starts dies with it;
// a watchdog ends the groups when we are killed before we could.
import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./paths.mjs";

const KEPT_OUTPUT = 4 * 1024 * 1024;
const GRACE_MS = 5000;
const running = new Set();
let watchdog = null;
let stopping = false;

function startWatchdog() {
  watchdog = spawn(process.execPath, [fileURLToPath(new URL("watchdog.mjs", import.meta.url))], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    cwd: "/",
  });
  watchdog.unref();
  watchdog.stdin.unref?.();
  // It may have been killed by hand; then only a sudden death of ours would leave something behind.
  watchdog.stdin.on("error", () => undefined);
  watchdog.on("error", () => undefined);
}

/**
 * Starts a command. `output()` is what it said so far (the last `kept` characters); `exited` resolves to its exit code.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, show?: boolean | ((chunk: string) => string), kept?: number, logFile?: string, graceMs?: number, onText?: (text: string) => void }} [options]
 */
export function start(
  command,
  args,
  {
    env = process.env,
    cwd = root,
    show = false,
    kept = KEPT_OUTPUT,
    logFile,
    graceMs = GRACE_MS,
    onText,
  } = {},
) {
  if (logFile !== undefined) mkdirSync(path.dirname(logFile), { recursive: true });
  const log = logFile === undefined ? null : createWriteStream(logFile, { flags: "a" });
  // First, so that there is no moment in which a child has nobody to look after it.
  if (watchdog === null) startWatchdog();
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  const take = (stream) => (chunk) => {
    text = (text + chunk).slice(-kept);
    log?.write(chunk);
    if (show) stream.write(typeof show === "function" ? show(chunk) : chunk);
    onText?.(text);
  };
  child.stdout.setEncoding("utf8").on("data", take(process.stdout));
  child.stderr.setEncoding("utf8").on("data", take(process.stderr));

  const exited = new Promise((resolve) => {
    const end = (code) => {
      log?.end();
      if (child.pid !== undefined) watchdog.stdin.write(`-${child.pid}\n`);
      running.delete(entry);
      // Nobody shall take what we ended ourselves for a failure, and go on.
      if (!stopping) resolve(code);
    };
    child.on("error", (error) => {
      text += `${command} could not be started: ${error.message}\n`;
      end(127);
    });
    // What the command itself left running in its group ends with it; it may hold the pipes open, too.
    child.on("exit", () => {
      if (child.pid !== undefined) signalGroup(child.pid, "SIGKILL");
    });
    child.on("close", (code, signal) => end(code ?? (signal === "SIGINT" ? 130 : 143)));
  });
  const entry = { pid: child.pid, output: () => text, exited, graceMs };
  if (child.pid !== undefined) {
    running.add(entry);
    watchdog.stdin.write(`+${child.pid}\n`);
  }
  return entry;
}

/**
 * Runs a command to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {Parameters<typeof start>[2]} [options]
 */
export async function run(command, args, options) {
  const entry = start(command, args, options);
  const code = await entry.exited;
  return { code, output: entry.output() };
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false; // the group is gone
  }
}

/** Ends one command and all that it started: a request first, force after its time of grace. */
export async function stop(entry) {
  if (entry.pid === undefined) return;
  signalGroup(entry.pid, "SIGTERM");
  const deadline = Date.now() + entry.graceMs;
  while (signalGroup(entry.pid, 0)) {
    if (Date.now() > deadline) signalGroup(entry.pid, "SIGKILL");
    if (Date.now() > deadline + 1000) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Ends everything for good; what waits for a command to end by itself waits on. */
export async function stopAll() {
  stopping = true;
  await Promise.all([...running].map(stop));
}
