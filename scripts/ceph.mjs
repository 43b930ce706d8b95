import { accessSync, constants } from "node:fs";
import path from "node:path";
import { installPackages } from "./packages.mjs";
import { inRoot } from "./paths.mjs";
import { freePort } from "./ports.mjs";
import { start } from "./processes.mjs";
import { untilPrinted } from "./readiness.mjs";

const PACKAGES = ["radosgw", "ceph-mon", "ceph-osd", "ceph-common"];
const COMMANDS = ["radosgw", "radosgw-admin", "ceph-mon", "monmaptool", "ceph-osd", "ceph", "ceph-authtool"];
const env = { ...process.env, PATH: `${process.env.PATH ?? ""}:/usr/bin:/usr/sbin:/sbin` };

function isInstalled(command) {
  return env.PATH.split(path.delimiter).some((directory) => {
    try {
      accessSync(path.join(directory, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Installs Ceph's packages where they are missing and we may.
 * @param {(text: string) => void} say
 */
export async function ensureCeph(say) {
  const missing = () => COMMANDS.filter((command) => !isInstalled(command));
  if (missing().length > 0) await installPackages(PACKAGES, say);
  if (missing().length === 0) return true;
  say(
    `Ceph RGW is not installed (${missing().join(", ")} missing). On Debian, as root: apt-get install --no-install-recommends ${PACKAGES.join(" ")}`,
  );
  return false;
}

/** Starts Ceph RGW; answers its address and keys. It stops and removes its files with the process that started it. */
export async function startCeph() {
  const port = await freePort(7480);
  const monitor = await freePort(3300, [port]);
  const monitorV1 = await freePort(6789, [port, monitor]);
  const gateway = start(
    "/bin/bash",
    [inRoot("scripts", "ceph-rgw.sh"), port, monitor, monitorV1].map(String),
    { env },
  );
  const [, endpoint] = await untilPrinted(gateway, /S3 at (http:\S+)/, 240).catch((error) => {
    throw new Error(`${error.message}\n${gateway.output()}`);
  });
  return { endpoint, accessKey: "COOPERTEST", secretKey: "coopertestsecret", gateway };
}
