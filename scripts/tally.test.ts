import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { playwrightCounts, printedCounts, vitestCounts } from "./tally.mjs";

const folder = mkdtempSync(path.join(os.tmpdir(), "cooper-tally-"));

afterAll(() => rmSync(folder, { recursive: true }));

function report(content: unknown): string {
  const file = path.join(folder, "report.json");
  writeFileSync(file, JSON.stringify(content));
  return file;
}

it("counts what the reports say, and forgets them", () => {
  const unit = report({ numPassedTests: 7, numFailedTests: 2 });
  expect(vitestCounts(unit, 1)).toEqual({ passed: 7, failed: 2 });
  expect(existsSync(unit)).toBe(false);
  const journeys = report({ stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 3 } });
  expect(playwrightCounts(journeys, 1)).toEqual({ passed: 5, failed: 2 });
});

it("never takes a run for green that ended badly or ran nothing", () => {
  expect(vitestCounts(path.join(folder, "missing.json"), 0)).toEqual({ passed: 0, failed: 1 });
  expect(vitestCounts(report({ numPassedTests: 7, numFailedTests: 0 }), 1)).toEqual({ passed: 7, failed: 1 });
  expect(vitestCounts(report({ numPassedTests: 0, numFailedTests: 0 }), 0)).toEqual({ passed: 0, failed: 1 });
  expect(printedCounts("it broke off", 0)).toEqual({ passed: 0, failed: 1 });
  expect(printedCounts("3 passed, 0 failed\n", 1)).toEqual({ passed: 3, failed: 1 });
});

it("reads the last line that counts", () => {
  expect(printedCounts("1 passed, 9 failed\nmore\n12 passed, 0 failed\n", 0)).toEqual({
    passed: 12,
    failed: 0,
  });
});
