import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fileDriver } from "./file-driver";
import { describeState } from "./state-contract.test-suite";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cooper-state-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("state in a folder", () => {
  describeState(() => fileDriver(folder));

  it("sees the newest text although its writer died before it could move on", async () => {
    const driver = fileDriver(folder);
    await driver.write("a", "one", "absent");
    const first = await driver.read("a");
    await driver.write("a", "two", { tag: first?.tag ?? "" });
    // What a late writer, or a crash between the two steps, leaves: the old text, with its successor beside it.
    writeFileSync(join(folder, "a.json"), "one");
    const newest = await driver.read("a");
    expect(newest?.text).toBe("two");
    expect(await driver.write("a", "lost", { tag: first?.tag ?? "" })).toBe(false);
    expect(await driver.write("a", "three", { tag: newest?.tag ?? "" })).toBe(true);
    expect((await driver.read("a"))?.text).toBe("three");
  });

  it("clears away successors that nobody can need any more, and leaves no temporary file", async () => {
    const driver = fileDriver(folder);
    await driver.write("a", "0", "absent");
    for (let index = 1; index <= 5; index += 1) {
      const tip = await driver.read("a");
      await driver.write("a", `${index}`, { tag: tip?.tag ?? "" });
    }
    const old = new Date(Date.now() - 2 * 3_600_000);
    for (const name of readdirSync(folder)) utimesSync(join(folder, name), old, old);
    const tip = await driver.read("a");
    await driver.write("a", "last", { tag: tip?.tag ?? "" });
    expect(readdirSync(folder).filter((name) => name.includes("~"))).toHaveLength(1);
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    expect((await driver.read("a"))?.text).toBe("last");
  });

  it("has one winner between processes", async () => {
    await fileDriver(folder).write("a", "start", "absent");
    const tag = (await fileDriver(folder).read("a"))?.tag ?? "";
    const contender = `
      import { fileDriver } from ${JSON.stringify(join(import.meta.dirname, "file-driver.ts"))};
      const won = await Promise.all(Array.from({ length: 10 }, (_, index) =>
        fileDriver(process.argv[1]).write("a", process.pid + "-" + index, { tag: process.argv[2] })));
      process.stdout.write(String(won.filter(Boolean).length));`;
    const run = () =>
      new Promise<number>((resolve, reject) => {
        const args = [
          "--conditions=react-server",
          "--import",
          "tsx",
          "--input-type=module",
          "-e",
          contender,
          folder,
          tag,
        ];
        const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
        let text = "";
        child.stdout.on("data", (chunk) => {
          text += chunk;
        });
        child.on("error", reject);
        child.on("close", (code) => (code === 0 ? resolve(Number(text)) : reject(new Error(`exit ${code}`))));
      });
    const wins = await Promise.all([run(), run(), run()]);
    expect(wins.reduce((sum, count) => sum + count, 0)).toBe(1);
  });
});
