import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "@playwright/test";
import { CLIENTS } from "./client";
import { fillHostile, hashes } from "./hostile-folder";
import { test } from "./test";

for (const name of CLIENTS) {
  test(`${name} puts a folder and gets it back`, async ({ clients, bucket, folder }) => {
    const [from, to] = [path.join(folder, "from"), path.join(folder, "to")];
    const sent = fillHostile(from);
    await clients[name].putFolder(from, bucket.name, "trip & all/");
    expect(await bucket.keys()).toEqual(
      Object.keys(sent)
        .map((file) => `trip & all/${file}`)
        .sort(),
    );
    await clients[name].getFolder(bucket.name, "trip & all/", to);
    expect(hashes(to)).toEqual(hashes(from));
  });

  if (name === "boto3") continue; // it has no sync

  test(`${name} syncs both ways, and the second time does nothing`, async ({ clients, bucket, folder }) => {
    const [from, to] = [path.join(folder, "from"), path.join(folder, "to")];
    const files = Object.keys(fillHostile(from)).length;
    const up = () => clients[name].syncUp(from, bucket.name, "synced/");
    const down = () => clients[name].syncDown(bucket.name, "synced/", to);
    expect(await up()).toBe(files);
    expect(await up()).toBe(0);
    expect(await down()).toBe(files);
    expect(await down()).toBe(0);
    expect(hashes(to)).toEqual(hashes(from));
    // One file changes its size, one comes, one goes: three things to do, each way.
    writeFileSync(path.join(from, "five.txt"), "# Changed");
    writeFileSync(path.join(from, "日本語/new.txt"), "new");
    rmSync(path.join(from, ".hidden/-dash"));
    expect(await up()).toBe(3);
    expect(await down()).toBe(3);
    expect(hashes(to)).toEqual(hashes(from));
    expect(await bucket.keys("synced/.hidden/")).toEqual([]);
  });
}
