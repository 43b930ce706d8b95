import { existsSync } from "node:fs";
import { run } from "./processes.mjs";

/**
 * Installs Debian packages where we may: as root, with apt-get.
 * @param {string[]} names
 * @param {(text: string) => void} say
 * @returns {Promise<boolean>} whether they are installed now
 */
export async function installPackages(names, say) {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return false;
  say(`Installing ${names.join(", ")} from the system's packages …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const install = () => run("apt-get", ["install", "-y", "--no-install-recommends", ...names], { env });
  let result = await install();
  if (result.code !== 0) {
    // Fresh machines have no package lists yet, old ones stale ones.
    await run("apt-get", ["update"], { env });
    result = await install();
  }
  if (result.code !== 0) say(result.output);
  return result.code === 0;
}
