import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { run } from "./processes.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(path.join(os.tmpdir(), "cooper processes "));
const started: ChildProcess[] = [];

afterAll(() => rmSync(folder, { recursive: true }));

afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
  for (const name of ["main.mjs", "pids"]) rmSync(path.join(folder, name), { force: true });
});

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    // A process that ended but was not fetched by its parent yet is gone for our purpose.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
};

/** A command that starts a shell, which starts a sleeper that ignores what it is asked; answers all their ids. */
async function commandWithChildren(parent = process.execPath, wrap = (args: string[]) => args) {
  const main = path.join(folder, "main.mjs");
  const pids = path.join(folder, "pids");
  writeFileSync(
    main,
    `import { start } from ${JSON.stringify(path.join(here, "processes.mjs"))};
     import { stopWhenInterrupted } from ${JSON.stringify(path.join(here, "interruption.mjs"))};
     stopWhenInterrupted();
     const child = start("/bin/sh", ["-c", "(trap '' TERM INT HUP; echo $$ $(exec sh -c 'echo $PPID') > \\"$1\\"; sleep 100) & wait", "sh", ${JSON.stringify(pids)}]);
     await child.exited;`,
  );
  const child = spawn(parent, wrap([main]), {
    stdio: "ignore",
    env: { ...process.env, npm_lifecycle_event: "demo" },
  });
  started.push(child);
  await vi.waitUntil(() => existsSync(pids) && readFileSync(pids, "utf8").endsWith("\n"), {
    timeout: 10_000,
    interval: 20,
  });
  const ids = readFileSync(pids, "utf8").trim().split(" ").map(Number);
  expect(ids).toHaveLength(2);
  for (const id of ids) expect(isAlive(id)).toBe(true);
  return { child, ids };
}

const gone = (ids: number[]) => vi.waitUntil(() => !ids.some(isAlive), { timeout: 15_000, interval: 50 });

describe("a command's children", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"] as const)(
    "end when it is ended by %s",
    async (signal) => {
      const { child, ids } = await commandWithChildren();
      child.kill(signal);
      await gone(ids);
    },
  );

  it("end when whoever started it is killed", async () => {
    // The shell stays in between, as npm's does in some systems.
    const { child, ids } = await commandWithChildren("/bin/sh", (args) => [
      "-c",
      '"$0" "$@"; exit $?',
      process.execPath,
      ...args,
    ]);
    child.kill("SIGKILL");
    await gone(ids);
  });
});

describe("run", () => {
  it("answers exit code and output, also of a command that does not exist", async () => {
    expect(await run("/bin/sh", ["-c", "echo out; echo err >&2; exit 3"])).toMatchObject({ code: 3 });
    const missing = await run("/nowhere/at all", []);
    expect(missing.code).toBe(127);
    expect(missing.output).toContain("could not be started");
  });

  it("does not wait for what a command left behind", async () => {
    const began = Date.now();
    expect((await run("/bin/sh", ["-c", "sleep 60 & echo done"])).output).toBe("done\n");
    expect(Date.now() - began).toBeLessThan(10_000);
  });
});
