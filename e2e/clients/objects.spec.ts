import { createHash, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "@playwright/test";
import { world } from "../servers/world";
import { fill, MiB, sha256 } from "./bytes";
import { CLIENTS, type ClientName } from "./client";
import { openClient } from "./open-client";
import type { S3cmd } from "./s3cmd";
import { test } from "./test";

/** The last is sent, copied and fetched in three parts. */
const SIZES = { "no bytes": 0, "five bytes": 5, "three parts": 16 * MiB + 1 };
const IN_PARTS = /^[0-9a-f]{32}-3$/;

const WHOLE = /^[0-9a-f]{32}$/;

/** The AWS CLI of Debian 12 stumbles over errors without a message, as Ceph's are, and says so instead. */
const NO_BUCKET = /NoSuchBucket|does not exist|not found|NoneType/;
const REFUSED = /403|SignatureDoesNotMatch|NoneType/;

/** Who loses the content type on the way; only a copy in one piece carries it by itself. */
const FORGETFUL: Partial<Record<ClientName, string>> = {
  boto3: "begins a copy in parts without asking what the source is",
  rclone: "begins a copy in parts with the metadata alone",
};

for (const name of CLIENTS) {
  for (const [title, size] of Object.entries(SIZES))
    test(`${name} puts, lists and gets an object of ${title}`, async ({ clients, bucket, folder }) => {
      const [from, to] = [path.join(folder, "from.bin"), path.join(folder, "to.bin")];
      const sent = fill(from, size);
      await clients[name].put(from, bucket.name, "some/object.bin");
      expect(await clients[name].list(bucket.name, "some/")).toEqual([{ key: "some/object.bin", size }]);
      await clients[name].get(bucket.name, "some/object.bin", to);
      expect(await sha256(to)).toBe(sent);
      const etag = await bucket.etag("some/object.bin");
      expect(etag).toMatch(size > 8 * MiB ? IN_PARTS : WHOLE);
      expect(await bucket.unfinishedUploads()).toEqual([]);
    });

  for (const title of ["five bytes", "three parts"] as const)
    test(`${name} has the server copy an object of ${title}`, async ({ clients, bucket, folder }) => {
      const from = path.join(folder, "from.bin");
      const sent = fill(from, SIZES[title]);
      const description = { type: "text/x-odd; charset=utf-8", metadata: { colour: "deep blue" } };
      await clients[name].put(from, bucket.name, "from.bin", description);
      await clients[name].copy(bucket.name, "from.bin", "a copy/to+here.bin");
      const copied = await bucket.bytes("a copy/to+here.bin");
      expect(createHash("sha256").update(copied).digest("hex")).toBe(sent);
      const isLarge = title === "three parts";
      expect(await bucket.etag("a copy/to+here.bin")).toMatch(isLarge ? IN_PARTS : WHOLE);
      const described = await clients[name].describe(bucket.name, "a copy/to+here.bin");
      if (isLarge && FORGETFUL[name] !== undefined)
        expect(described.type, FORGETFUL[name]).not.toBe(description.type);
      else expect(described).toMatchObject(description);
    });

  test(`${name} gets the content type and the metadata that it put`, async ({ clients, bucket, folder }) => {
    fill(path.join(folder, "a.bin"), 5);
    const description = {
      type: "text/x-odd; charset=utf-8",
      metadata: { colour: "blue", "two-words": "a b" },
    };
    await clients[name].put(path.join(folder, "a.bin"), bucket.name, "a.bin", description);
    expect(await clients[name].describe(bucket.name, "a.bin")).toMatchObject(description);
    expect(await bucket.type("a.bin")).toBe(description.type);
  });

  test(`${name} removes one object, then a prefix, and nothing beside them`, async ({ clients, bucket }) => {
    await bucket.putAll(["a/1", "a/2", "a/b/3 +", "a/b//4", "a.txt", "ab/5", "b"]);
    await clients[name].remove(bucket.name, "a/1");
    expect(await bucket.keys()).toEqual(["a.txt", "a/2", "a/b/3 +", "a/b//4", "ab/5", "b"].sort());
    // What rclone cannot say, it cannot remove.
    if (name === "rclone") await bucket.delete("a/b//4");
    await clients[name].removeAll(bucket.name, "a/");
    expect(await bucket.keys()).toEqual(["a.txt", "ab/5", "b"]);
  });

  test(`${name} makes a bucket and removes it`, async ({ clients }) => {
    const bucket = `clients-${randomBytes(6).toString("hex")}`;
    await clients[name].makeBucket(bucket);
    expect(await clients[name].list(bucket, "")).toEqual([]);
    await clients[name].removeBucket(bucket);
    await expect(clients[name].list(bucket, "")).rejects.toThrow(NO_BUCKET);
  });

  test(`${name} says that there is no such object`, async ({ clients, bucket }) => {
    await bucket.put("there.txt");
    await expect(clients[name].describe(bucket.name, "not there.txt")).rejects.toThrow(/404|not found/i);
  });

  test(`${name} with a wrong secret is refused`, async ({ bucket, folder }) => {
    await bucket.put("there.txt");
    const stranger = openClient(name, { ...world().s3, secretKey: "a wrong secret" }, folder);
    const to = path.join(folder, "to.txt");
    await expect(stranger.get(bucket.name, "there.txt", to)).rejects.toThrow(/403/);
    await expect(stranger.put("/etc/hostname", bucket.name, "new.txt")).rejects.toThrow(REFUSED);
    await stranger.close();
    expect(await bucket.keys()).toEqual(["there.txt"]);
  });
}

test("s3cmd goes on with a download that broke off", async ({ clients, bucket, folder }) => {
  const [from, to] = [path.join(folder, "from.bin"), path.join(folder, "to.bin")];
  const sent = fill(from, 100_000);
  await clients.s3cmd.put(from, bucket.name, "whole.bin");
  writeFileSync(to, readFileSync(from).subarray(0, 60_001));
  await (clients.s3cmd as S3cmd).goOn(bucket.name, "whole.bin", to);
  expect(await sha256(to)).toBe(sent);
});
