import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { freePort } from "../../scripts/ports.mjs";
import { row } from "../fixtures/screen";
import { expect, test } from "../fixtures/test";

/** Commands that run with this text in their arguments. */
function processesWith(text: string): string[] {
  const { stdout } = spawnSync("ps", ["-eo", "pid,args"], { encoding: "utf8" });
  return stdout.split("\n").filter((line) => line.includes(text) && !line.includes("ps -eo"));
}

async function isFree(port: number): Promise<boolean> {
  return (await freePort(port)) === port;
}

test("the demo: one command, one address, content, and nothing left after Ctrl-C", async ({
  page,
  world,
}) => {
  test.skip(world.s3.kind !== "sandbox", "it brings a store of its own");
  test.setTimeout(180_000);
  const data = mkdtempSync(path.join(os.tmpdir(), "cooper demo "));
  const taken = Number(new URL(world.cooper).port);
  const s3Port = await freePort(taken + 20);
  const demo = spawn("npm", ["run", "demo"], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    // A port that is taken: the demo finds the next one.
    env: { ...process.env, PORT: String(taken), COOPER_DEMO_S3_PORT: String(s3Port), COOPER_DEMO_DATA: data },
  });
  const exited = once(demo, "exit");
  try {
    let output = "";
    for (const stream of [demo.stdout, demo.stderr])
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        output += chunk;
      });
    await expect.poll(() => output, { timeout: 150_000 }).toContain("Ctrl-C stops everything");
    const url = /https?:\/\/\S+/.exec(output)?.[0] ?? "";
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const port = Number(new URL(url).port);
    expect(port).not.toBe(taken);

    const [, user = "", password = ""] = /Sign in as\s+(\S+)\s+password\s+(\S+)/.exec(output) ?? [];
    await page.goto(`${url}/c/sandbox/odd-names`);
    await page.getByLabel("User").fill(user);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(row(page, "100% sure?.txt")).toBeVisible();
    await page.goto(`${url}/c/sandbox/photos?prefix=${encodeURIComponent("2026/05 Lofoten/")}`);
    await expect(row(page, "DSC_0001.png")).toBeVisible();
    await page.getByLabel("Upload files").setInputFiles({
      name: "mine.txt",
      mimeType: "text/plain",
      buffer: Buffer.from("mine"),
    });
    await expect(row(page, "mine.txt")).toBeVisible();
    expect(processesWith(data).length).toBeGreaterThan(0);

    process.kill(-(demo.pid ?? 0), "SIGINT");
    await exited;
    expect(processesWith(data)).toEqual([]);
    expect(await isFree(port)).toBe(true);
    expect(await isFree(s3Port)).toBe(true);
  } finally {
    if (demo.exitCode === null && demo.signalCode === null) {
      process.kill(-(demo.pid ?? 0), "SIGTERM");
      await exited;
    }
    rmSync(data, { recursive: true, force: true });
  }
});
