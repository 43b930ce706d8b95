import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A file in this folder that imports this. */
type Case = [folder: string, imported: string];

const FORBIDDEN: Case[] = [
  ["components/browser", "@/lib/server/config"],
  ["components/browser", "@/app/layout"],
  ["components/browser", "node:fs"],
  ["components/browser", "@aws-sdk/client-s3"],
  ["lib/client", "@/lib/server/config"],
  ["lib/client", "@/components/ui/cn"],
  ["lib/client/transfers", "react"],
  ["lib/client/transfers", "@/lib/server/config"],
  ["lib/client/transfers", "@/components/ui/cn"],
  ["lib/server/uploads", "@aws-sdk/client-s3"],
  ["lib/server/uploads", "@/components/ui/cn"],
  ["lib/server/s3", "@/components/ui/cn"],
  ["lib/server/s3", "@/lib/client/api"],
  ["lib", "@/lib/server/config"],
  ["lib", "@/lib/client/api"],
  ["lib/schemas", "node:crypto"],
  ["app", "@aws-sdk/client-s3"],
  ["app", "@/lib/server/s3/client"],
];
const ALLOWED: Case[] = [
  ["components/browser", "@/lib/client/api"],
  ["lib/client", "@/lib/keys"],
  ["lib/server/s3", "@aws-sdk/client-s3"],
  ["lib/server/uploads", "@/lib/keys"],
  ["app", "@/lib/server/s3/open-bucket"],
];

let house: string;
let refused: Set<string>;
const fileOf = ([folder, imported]: Case) =>
  join(folder, `takes-${imported.replace(/[^a-z0-9]+/g, "-").replace(/^-/, "")}.ts`);

/** One run of the linter over a house of files that each do one thing. */
beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), "cooper-walls-"));
  copyFileSync(join(root, "biome.json"), join(house, "biome.json"));
  for (const one of [...FORBIDDEN, ...ALLOWED])
    build(fileOf(one), `import * as taken from "${one[1]}";\nexport const given = taken;\n`);
  for (const file of ["lib/server/reads.ts", "app/reads.ts", "lib/server/config.ts"])
    build(file, "export const home = process.env.HOME;\n");
  const { stdout } = spawnSync(
    process.execPath,
    [
      join(root, "node_modules/@biomejs/biome/bin/biome"),
      "lint",
      "--vcs-enabled=false",
      "--max-diagnostics=none",
      "--reporter=json",
      ".",
    ],
    { cwd: house, encoding: "utf8" },
  );
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { category: string; location: { path: unknown } }[];
  };
  refused = new Set(
    diagnostics
      .filter(({ category }) => /noRestrictedImports|noProcessEnv/.test(category))
      .map(({ location }) => JSON.stringify(location.path)),
  );
}, 60_000);
afterAll(() => rmSync(house, { recursive: true, force: true }));

function build(file: string, code: string): void {
  mkdirSync(dirname(join(house, file)), { recursive: true });
  writeFileSync(join(house, file), code);
}

const isRefused = (file: string) => [...refused].some((path) => path.includes(file));

test.each(FORBIDDEN)("%s may not import %s", (...one) => expect(isRefused(fileOf(one))).toBe(true));
test.each(ALLOWED)("%s may import %s", (...one) => expect(isRefused(fileOf(one))).toBe(false));

test("only the configuration reads the environment", () => {
  expect(isRefused("lib/server/reads.ts")).toBe(true);
  expect(isRefused("app/reads.ts")).toBe(true);
  expect(isRefused("lib/server/config.ts")).toBe(false);
});
