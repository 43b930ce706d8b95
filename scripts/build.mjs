import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inRoot, root } from "./paths.mjs";
import { run } from "./processes.mjs";
import { completeStandalone, isComplete, shipped } from "./standalone.mjs";

// What `next build` never reads. Everything else counts as a source, known to git or not.
const NO_SOURCES = new Set([
  "node_modules",
  "e2e",
  "docs",
  "scripts",
  "sandbox",
  "bench",
  "test-results",
  "playwright-report",
]);
const stamp = inRoot(".next", "cooper-sources");

function* sources(directory) {
  const entries = readdirSync(directory, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith(".") || (directory === root && NO_SOURCES.has(entry.name))) continue;
    const file = path.join(directory, entry.name);
    if (entry.isDirectory()) yield* sources(file);
    else if (entry.isFile() && !/\.(md|tsbuildinfo|test\.tsx?)$|^next-env\.d\.ts$/.test(entry.name))
      yield file;
  }
}

function sourceHash() {
  const hash = createHash("sha256").update(process.version);
  for (const file of [...sources(root), ...shipped]) {
    const content = readFileSync(file);
    hash.update(`\0${path.relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

export function isBuilt() {
  return isComplete() && existsSync(stamp) && readFileSync(stamp, "utf8") === sourceHash();
}

/** Builds Cooper for production, whether or not it was built before. */
export async function build(options = {}) {
  rmSync(stamp, { force: true });
  const before = sourceHash();
  const result = await run(
    process.execPath,
    [inRoot("node_modules", "next", "dist", "bin", "next"), "build"],
    {
      ...options,
      env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    },
  );
  if (result.code !== 0) return result;
  completeStandalone();
  // Sources that changed while it was building are not in the build.
  if (sourceHash() === before) writeFileSync(stamp, before);
  return result;
}
