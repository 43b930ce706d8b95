import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
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

test("the build gets what it reads, and nothing that lies around", () => {
  const lines = readFileSync(at(".dockerignore"), "utf8").split("\n");
  const rules = lines.filter((line) => line !== "" && !line.startsWith("#"));
  expect(rules[0]).toBe("*");
  const allowed = rules.filter((rule) => rule.startsWith("!")).map((rule) => rule.slice(1));
  expect(rules.slice(1 + allowed.length)).toEqual(["**/.*", "**/*.test.ts", "**/*.test.tsx"]);
  const read = ["app", "components", "deploy", "lib", "public", "scripts", "package-lock.json"];
  const config = ["instrumentation.ts", "next.config.js", "postcss.config.mjs", "proxy.ts", "tsconfig.json"];
  expect(allowed.sort()).toEqual([...read, ...config, "package.json"].sort());
});
