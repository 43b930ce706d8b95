import { existsSync } from "node:fs";
import { installPackages } from "./packages.mjs";
import { run } from "./processes.mjs";

const PACKAGES = ["awscli", "python3-boto3", "rclone", "s3cmd"];

/** What is missing; boto3 is no command, so Debian's own Python is asked. */
async function missing() {
  const commands = ["/usr/bin/aws", "/usr/bin/rclone", "/usr/bin/s3cmd"].filter((file) => !existsSync(file));
  const python = await run("/usr/bin/python3", ["-c", "import boto3"]);
  return python.code === 0 ? commands : [...commands, "boto3 for /usr/bin/python3"];
}

/**
 * Installs other people's S3 clients where they are missing and we may.
 * @param {(text: string) => void} say
 */
export async function ensureClients(say) {
  if ((await missing()).length > 0) await installPackages(PACKAGES, say);
  const left = await missing();
  if (left.length === 0) return true;
  say(
    `Other people's S3 clients are not installed (${left.join(", ")} missing). On Debian, as root: apt-get install --no-install-recommends ${PACKAGES.join(" ")}`,
  );
  return false;
}
