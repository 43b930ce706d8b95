import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "@playwright/test";
import { fill } from "./bytes";
import { CLIENTS } from "./client";
import { test } from "./test";

const FILES = ["plan.md", "empty.txt", "day 1/100% fün+.txt", "day 1/deeper/#?&.bin", ".hidden"];

/** The files of a folder and of all below it, with their content. */
function contents(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(path.join(folder, name)).toString("base64")]),
  );
}

function fillFolder(folder: string): void {
  for (const name of FILES) fill(path.join(folder, name), name === "empty.txt" ? 0 : 1000);
}

for (const name of CLIENTS) {
  test(`${name} puts a folder and gets it back`, async ({ clients, bucket, folder }) => {
    const [from, to] = [path.join(folder, "from"), path.join(folder, "to")];
    fillFolder(from);
    await clients[name].putFolder(from, bucket.name, "trip & all/");
    expect(await bucket.keys()).toEqual(FILES.map((file) => `trip & all/${file}`).sort());
    await clients[name].getFolder(bucket.name, "trip & all/", to);
    expect(contents(to)).toEqual(contents(from));
  });

  if (name === "boto3") continue; // it has no sync

  test(`${name} syncs both ways, and the second time does nothing`, async ({ clients, bucket, folder }) => {
    const [from, to] = [path.join(folder, "from"), path.join(folder, "to")];
    fillFolder(from);
    const up = () => clients[name].syncUp(from, bucket.name, "synced/");
    const down = () => clients[name].syncDown(bucket.name, "synced/", to);
    expect(await up()).toBe(FILES.length);
    expect(await up()).toBe(0);
    expect(await down()).toBe(FILES.length);
    expect(await down()).toBe(0);
    expect(contents(to)).toEqual(contents(from));
    // One file changes its size, one comes, one goes: three things to do, each way.
    writeFileSync(path.join(from, "plan.md"), "# Changed");
    writeFileSync(path.join(from, "day 1/new.txt"), "new");
    rmSync(path.join(from, "day 1/deeper/#?&.bin"));
    expect(await up()).toBe(3);
    expect(await down()).toBe(3);
    expect(contents(to)).toEqual(contents(from));
    expect(await bucket.keys("synced/day 1/")).toEqual([
      "synced/day 1/100% fün+.txt",
      "synced/day 1/new.txt",
    ]);
  });
}
