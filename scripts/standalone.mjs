import { cpSync, existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { inRoot } from "./paths.mjs";

/** Everything that Cooper needs to run, and nothing else; the image is this folder. */
const folder = inRoot(".next", "standalone");

/** What starts Cooper. It is the last file to come, so that a folder that has it is complete. */
export const server = path.join(folder, "cooper.mjs");

export const isComplete = () => existsSync(server);

/** The files of `scripts/` that go along as they are. */
export const shipped = ["node-version.mjs", "reset-admin.mjs"].map((name) => inRoot("scripts", name));

/** Adds to the folder that `next build` made what it leaves to others, and takes away what must not be in it. */
export function completeStandalone() {
  // Next copies the .env of whoever builds: secrets are for run time.
  for (const name of readdirSync(folder)) if (name.startsWith(".env")) rmSync(path.join(folder, name));
  const copies = [
    [inRoot(".next", "static"), path.join(".next", "static")],
    [inRoot("public"), "public"],
    ...shipped.map((file) => [file, path.basename(file)]),
    [inRoot("deploy", "healthcheck.mjs"), "healthcheck.mjs"],
    [inRoot("deploy", "cooper.mjs"), "cooper.mjs"],
  ];
  for (const [from, to] of copies) cpSync(from, path.join(folder, to), { recursive: true });
}
