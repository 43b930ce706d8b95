import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const file = fileURLToPath(new URL("cooper.service", import.meta.url));
const text = readFileSync(file, "utf8");
const lines = text.split("\n").filter((line) => line.includes("=") && !line.startsWith("#"));
const valuesOf = (name: string) =>
  lines.filter((line) => line.startsWith(`${name}=`)).map((line) => line.slice(name.length + 1));
const environment = valuesOf("Environment").flatMap((value) => value.split(" "));
const hasAnalyze = spawnSync("systemd-analyze", ["--version"]).status === 0;

test("it starts what the image starts, as nobody in particular, with a folder of its own", () => {
  expect(valuesOf("ExecStart")).toEqual(["/usr/bin/node /opt/cooper/cooper.mjs"]);
  expect(valuesOf("DynamicUser")).toEqual(["yes"]);
  expect(valuesOf("Environment")).toContain(`COOPER_STATE=file:%S/${valuesOf("StateDirectory")[0]}`);
});

test("it comes back after a crash, but not with a configuration that is wrong", () => {
  expect(valuesOf("Restart")).toEqual(["on-failure"]);
  expect(valuesOf("RestartPreventExitStatus")).toEqual(["78"]);
});

test("it gives up at last: as many starts as the limit asks for fit into its time", () => {
  const slowest = Number(valuesOf("RestartSec")[0]) + 10;
  expect(Number(valuesOf("StartLimitBurst")[0]) * slowest).toBeLessThan(
    Number(valuesOf("StartLimitIntervalSec")[0]),
  );
});

test("it leaves Cooper the time to end, and V8 its compiler", () => {
  expect(Number(valuesOf("TimeoutStopSec")[0])).toBeGreaterThan(10);
  expect(valuesOf("MemoryDenyWriteExecute")).toEqual([]);
});

test("secrets are credentials, never variables", () => {
  for (const credential of valuesOf("LoadCredential").map((value) => value.split(":")[0]))
    expect(environment.map((one) => one.split("=")[1])).toContain(`%d/${credential}`);
  for (const one of environment) expect(one).not.toMatch(/(SECRET|KEY|PASSWORD)=/);
});

test("its recipe installs every credential that it loads, for root alone", () => {
  const installed = text.match(/^# {3}install .*-m 600 .*$/gm)?.join("\n");
  for (const credential of valuesOf("LoadCredential")) expect(installed).toContain(credential.split(":")[0]);
});

describe("the keys of the example", () => {
  const folder = fileURLToPath(new URL("../docs/examples/", import.meta.url));
  test.each(readdirSync(folder))("%s come from it as it is", (name) => {
    const keys = readFileSync(join(folder, name), "utf8").match(/^ +credentials: \{ accessKeyId.*$/gm) ?? [];
    for (const [, variable = ""] of keys.join("\n").matchAll(/\$\{(\w+)\}/g))
      expect(
        environment.some((one) => one.startsWith(`${variable}=`) || one.startsWith(`${variable}_FILE=`)),
      ).toBe(true);
  });
});

describe.skipIf(!hasAnalyze)("systemd", () => {
  test("takes it without a word, and finds little that it could do", () => {
    const folder = mkdtempSync(join(tmpdir(), "cooper-unit-"));
    try {
      // The program need not be where it is checked.
      const unit = join(folder, "cooper.service");
      writeFileSync(unit, text.replace("/usr/bin/node", process.execPath));
      const verified = spawnSync("systemd-analyze", ["verify", unit], { encoding: "utf8" });
      expect(verified.stderr).not.toContain("cooper.service");
      expect(verified.status).toBe(0);
      const security = ["security", "--offline=yes", "--threshold=20", unit];
      expect(spawnSync("systemd-analyze", security).status).toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
