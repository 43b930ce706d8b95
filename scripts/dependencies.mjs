import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { inRoot } from "./paths.mjs";
import { run } from "./processes.mjs";

const stamp = inRoot("node_modules", ".cooper-lock");
const lockHash = () =>
  createHash("sha256")
    .update(readFileSync(inRoot("package-lock.json")))
    .digest("hex");

/** Whether node_modules is what package-lock.json says: by our stamp, or by the time npm finished without us. */
function isInstalled() {
  if (existsSync(stamp)) return readFileSync(stamp, "utf8") === lockHash();
  const byNpm = inRoot("node_modules", ".package-lock.json");
  return existsSync(byNpm) && statSync(byNpm).mtimeMs >= statSync(inRoot("package-lock.json")).mtimeMs;
}

/** The npm that runs us, else the one on the PATH. */
function npm() {
  const path = process.env.npm_execpath ?? "";
  return path.endsWith("npm-cli.js") ? [process.execPath, path] : ["npm"];
}

/**
 * Installs the dependencies if they are missing or not those of the lockfile.
 * @param {(text: string) => void} say
 * @returns {Promise<boolean>} whether they are there now
 */
export async function install(say) {
  if (isInstalled()) return true;
  say("Installing dependencies (about a minute, once) …");
  const [command, ...args] = npm();
  // A NODE_ENV=production in the caller's shell would leave out what builds Cooper.
  const { code, output } = await run(command, [...args, "ci", "--include=dev", "--no-audit", "--no-fund"]);
  if (code !== 0) {
    say(`${output}\nThe dependencies could not be installed: npm says why above.`);
    return false;
  }
  writeFileSync(stamp, lockHash());
  return true;
}
