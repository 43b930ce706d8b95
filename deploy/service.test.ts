import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const file = fileURLToPath(new URL("cooper.service", import.meta.url));
const text = readFileSync(file, "utf8");
const lines = text.split("\n").filter((line) => line.includes("=") && !line.startsWith("#"));
const valuesOf = (name: string) =>
  lines.filter((line) => line.startsWith(`${name}=`)).map((line) => line.slice(name.length + 1));
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

test("it leaves Cooper the time to end, and V8 its compiler", () => {
  expect(Number(valuesOf("TimeoutStopSec")[0])).toBeGreaterThan(10);
  expect(valuesOf("MemoryDenyWriteExecute")).toEqual([]);
});

test("secrets are credentials, never variables", () => {
  const [credential = ""] = valuesOf("LoadCredential").map((value) => value.split(":")[0]);
  expect(valuesOf("Environment")).toContain(`S3_SECRET_KEY_FILE=%d/${credential}`);
  for (const one of valuesOf("Environment")) expect(one).not.toMatch(/(SECRET|KEY|PASSWORD)=/);
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
