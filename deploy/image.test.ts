import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readDockerfile, readImage } from "./dockerfile";

const at = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const stages = readDockerfile(at("Dockerfile"));
const image = readImage(at("Dockerfile"));

test("the image runs on one exact Node 24, the same that built it", () => {
  expect(stages.map(({ from }) => from)).toEqual([image.from, image.from]);
  expect(image.from).toMatch(/^node:24\.\d+\.\d+-\w+-slim$/);
});

test("it is no root by number, owns its volume, and takes nothing else from the build but the standalone folder", () => {
  expect(image.user).toBe("1000:1000");
  expect(image.volume).toBe("/data");
  expect(image.copies).toEqual([
    { stage: "build", owner: undefined, from: "/app/.next/standalone", to: "./" },
    { stage: "build", owner: "1000:1000", from: "/state", to: "/data" },
  ]);
});

test("it sets what a container needs and no more: the rest is said at run time", () => {
  expect(image.env).toEqual({
    NODE_ENV: "production",
    HOSTNAME: "0.0.0.0",
    PORT: image.port,
    COOPER_STATE: `file:${image.volume}`,
  });
  const secrets = stages.flatMap(({ instructions }) =>
    instructions.filter(
      ({ name, text }) => /^(ARG|ENV)$/.test(name) && /KEY|SECRET|PASSWORD|TOKEN/.test(text),
    ),
  );
  expect(secrets).toEqual([]);
});

test("signals reach Cooper itself, and its health is asked without a shell", () => {
  expect(image.command).toEqual(["node", "cooper.mjs"]);
  expect(image.healthCommand).toEqual(["node", "healthcheck.mjs"]);
  expect(image.stopSignal).toBe("SIGTERM");
});

describe("the build's context", () => {
  const rules = readFileSync(at(".dockerignore"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  const allowed = rules.filter((rule) => rule.startsWith("!")).map((rule) => rule.slice(1));
  const tests = rules.slice(1 + allowed.length);
  const isTest = (file: string) => tests.some((rule) => path.matchesGlob(file, rule));
  const files = allowed.flatMap((name) =>
    statSync(at(name)).isDirectory()
      ? readdirSync(at(name), { recursive: true, encoding: "utf8" }).map((file) => path.join(name, file))
      : [name],
  );
  const context = new Set(files.filter((file) => !isTest(file)));

  test("has nothing in it that was not named, above all no state and no secrets", () => {
    expect(rules[0]).toBe("*");
    expect(tests.every((rule) => rule.startsWith("**/"))).toBe(true);
    for (const name of [".env", ".cooper", ".git", "sandbox", "e2e", "docs", "node_modules", "secrets"])
      expect(allowed).not.toContain(name);
    for (const one of ["lib/.env", "app/.cooper", "lib/keys.test.ts"]) expect(isTest(one)).toBe(true);
  });

  // The build checks types, so it stops at an import that leads out of the context.
  test("has all that its files import", () => {
    const missing: string[] = [];
    for (const file of context) {
      if (!/\.(tsx?|m?js)$/.test(file)) continue;
      const code = readFileSync(at(file), "utf8");
      for (const [, specifier = ""] of code.matchAll(/(?:from|import) "((?:@\/|\.\.?\/)[^"]+)"/g)) {
        const target = specifier.startsWith("@/")
          ? specifier.slice(2)
          : path.join(path.dirname(file), specifier);
        const candidates = ["", ".ts", ".tsx", ".mjs"].map((end) => `${target}${end}`);
        if (!candidates.some((candidate) => context.has(candidate))) missing.push(`${file}: ${specifier}`);
      }
    }
    expect(context.size).toBeGreaterThan(200);
    expect(missing).toEqual([]);
  });
});
