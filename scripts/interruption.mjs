import { readFileSync } from "node:fs";
import { stopAll } from "./processes.mjs";

const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/**
 * Stops everything that was started and exits when we are told to, or when whoever started us is gone.
 * @param {(reason: string) => void | Promise<void>} [before] runs first, once
 */
export function stopWhenInterrupted(before = () => undefined) {
  let stopping = false;
  const end = async (reason, code) => {
    if (stopping) return;
    stopping = true;
    try {
      await before(reason);
    } finally {
      await stopAll();
      process.exit(code);
    }
  };
  for (const [signal, code] of Object.entries(SIGNALS)) process.on(signal, () => end(signal, code));
  // A terminal that went away: there is nobody left to write to, which is no reason to leave anything running.
  process.stdout.on("error", () => end("output closed", 129));
  process.stderr.on("error", () => end("output closed", 129));

  const parents = ancestors();
  const timer = setInterval(() => {
    if (process.ppid !== parents[0] || !parents.every(isAlive)) end("parent gone", 129);
  }, 500);
  timer.unref();
}

/** Who started us: our parent, and npm above it where a shell stands between. */
function ancestors() {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return [parent];
  try {
    const stat = readFileSync(`/proc/${parent}/stat`, "utf8");
    const [name, rest] = [
      stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")")),
      stat.slice(stat.lastIndexOf(")")),
    ];
    const above = Number(rest.split(" ")[2]);
    return /^(da|ba|z)?sh$/.test(name) && above > 1 ? [parent, above] : [parent];
  } catch {
    return [parent]; // no /proc here (macOS): the parent alone must do
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
