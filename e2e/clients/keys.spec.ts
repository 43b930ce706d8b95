import { writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "@playwright/test";
import { CLIENTS } from "./client";
import { HOSTILE_KEYS } from "./keys";
import { test } from "./test";

const shown = (key: string) =>
  key.length > 60 ? `${JSON.stringify(key.slice(0, 20))}…` : JSON.stringify(key);

for (const name of CLIENTS) {
  for (const { key, unsayable } of HOSTILE_KEYS) {
    const reason = unsayable?.[name];
    const can = reason === undefined ? "puts and gets" : "cannot put and get";
    test(`${name} ${can} the key ${shown(key)}${reason === undefined ? "" : `: ${reason}`}`, async ({
      clients,
      bucket,
      folder,
    }) => {
      const [from, to] = [path.join(folder, "from.txt"), path.join(folder, "to.txt")];
      writeFileSync(from, `content of ${key}`);
      const roundTrip = async () => {
        await clients[name].put(from, bucket.name, key);
        expect(await bucket.keys()).toEqual([key]);
        expect((await bucket.bytes(key)).toString()).toBe(`content of ${key}`);
        await clients[name].get(bucket.name, key, to);
        expect(await readFile(to, "utf8")).toBe(`content of ${key}`);
      };
      if (reason === undefined) await roundTrip();
      // A client that learns it must be taken off the table.
      else await expect(roundTrip()).rejects.toThrow();
    });
  }

  test(`${name} lists the hostile keys`, async ({ clients, bucket }) => {
    const keys = HOSTILE_KEYS.filter(({ unlistable }) => !unlistable?.[name]).map(({ key }) => key);
    for (const key of keys) await bucket.put(key, key);
    const listed = await clients[name].list(bucket.name, "");
    expect(listed.map(({ key }) => key).sort()).toEqual(keys.sort());
    for (const { key, size } of listed) expect(size, key).toBe(Buffer.byteLength(key));
  });
}

test.describe("1,100 keys, more than one page of a list", () => {
  const keys = Array.from({ length: 1100 }, (_, index) => `many/${index % 10}/ü ${index}+`);

  test("are listed by each client, and removed by one", async ({ clients, bucket }) => {
    await bucket.putAll(keys);
    for (const name of CLIENTS)
      await test.step(name, async () => {
        const listed = await clients[name].list(bucket.name, "many/");
        expect(listed.map(({ key }) => key).sort()).toEqual(keys.toSorted());
      });
    await clients.boto3.removeAll(bucket.name, "many/");
    expect(await bucket.keys()).toEqual([]);
  });
});
