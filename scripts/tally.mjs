import { readFileSync, rmSync } from "node:fs";

/** Counts what passed and failed, and names the failures again at the end, where people look. */
export class Tally {
  passed = 0;
  failed = 0;
  rows = [];

  add(name, passed, failed, seconds) {
    this.passed += passed;
    this.failed += failed;
    this.rows.push({ name, passed, failed, seconds });
  }

  /** Prints the summary; its last line is `N passed, N failed`. Answers the exit code. */
  print() {
    const width = Math.max(...this.rows.map((row) => row.name.length));
    console.log("");
    for (const { name, passed, failed, seconds } of this.rows) {
      const result = failed === 0 ? `${passed} passed` : `${passed} passed, ${failed} FAILED`;
      console.log(
        `${failed === 0 ? "ok  " : "FAIL"}  ${name.padEnd(width)}  ${seconds.toFixed(1).padStart(6)} s  ${result}`,
      );
    }
    console.log(`\n${this.passed} passed, ${this.failed} failed`);
    return this.failed === 0 ? 0 : 1;
  }
}

/**
 * Reads a JSON report and forgets it, so that no report of an earlier run is ever counted. A run that failed without
 * naming a failed test (a crash, an unhandled rejection) counts as one failure.
 */
function fromReport(file, exitCode, read) {
  let counts;
  try {
    counts = read(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return { passed: 0, failed: 1 }; // no report: it never got as far as running
  }
  rmSync(file, { force: true });
  if (exitCode !== 0 && counts.failed === 0) counts.failed = 1;
  if (counts.passed + counts.failed === 0) counts.failed = 1;
  return counts;
}

export const vitestCounts = (file, exitCode) =>
  fromReport(file, exitCode, (report) => ({ passed: report.numPassedTests, failed: report.numFailedTests }));

export const playwrightCounts = (file, exitCode) =>
  fromReport(file, exitCode, ({ stats }) => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
  }));

/** From the last line that says `N passed, N failed`. */
export function printedCounts(output, exitCode) {
  const last = [...output.matchAll(/^(\d+) passed, (\d+) failed\s*$/gm)].at(-1);
  if (!last) return { passed: 0, failed: 1 };
  const counts = { passed: Number(last[1]), failed: Number(last[2]) };
  if (exitCode !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}
