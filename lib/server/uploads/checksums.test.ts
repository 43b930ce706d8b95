import { ListMultipartUploadsCommand } from "@aws-sdk/client-s3";
import { afterEach, describe, expect, test } from "vitest";
import type { Profile } from "@/sandbox/profiles/profiles";
import type { Quirks } from "@/sandbox/profiles/quirks";
import { capabilitiesOf } from "../s3/capabilities";
import { crc64, MIB, startUploads, type Uploads } from "../s3/test-uploads";
import { testActor } from "../test-world";

const small = "12345";
const large = Buffer.alloc(16 * MIB, "cooper ");
const algorithm = "CRC64NVME" as const;
const sumOf = (bytes: Buffer | string) => ({ algorithm, value: crc64(bytes) });

let uploads: Uploads;
afterEach(() => uploads.close());

const known = () => capabilitiesOf(uploads.connections[0]!);
const keysOf = async () => {
  const { Uploads: left = [] } = await uploads
    .store()
    .send(new ListMultipartUploadsCommand({ Bucket: "inbox" }));
  return left.map(({ Key }) => Key);
};

type Store = { store: string; profile?: Profile; quirks?: Quirks; parts: boolean; single: boolean };
const refusing = { refusesChecksums: true };
const STORES: Store[] = [
  { store: "S3", parts: true, single: true },
  { store: "R2", profile: "r2", parts: true, single: true },
  { store: "Garage", profile: "garage", parts: true, single: true },
  { store: "MinIO, which wants a checksum with each part", profile: "minio", parts: false, single: true },
  { store: "Ceph 16, which overlooks checksums", profile: "ceph16", parts: false, single: false },
  { store: "B2 as documented", profile: "b2", parts: true, single: true },
  { store: "B2, which refuses checksums", profile: "b2", quirks: refusing, parts: false, single: false },
  { store: "a store that refuses checksums alone", quirks: refusing, parts: false, single: false },
];

describe.each(STORES)("on $store", ({ profile, quirks, parts, single }) => {
  test("a file in parts is verified by what was promised, or is known not to be", async () => {
    uploads = await startUploads({ ...(profile && { profile }), ...(quirks && { quirks }) });
    const first = await uploads.begin("first", large.length, { checksum: { algorithm } });
    const again = await uploads.begin("again", large.length, { checksum: { algorithm } });
    for (const upload of [first, again]) {
      expect(upload.checksum).toBe(parts ? algorithm : null);
      expect(new Set(await uploads.sendAll(upload, large))).toEqual(new Set([200]));
      const done = await uploads.complete(upload, { checksum: sumOf(large) });
      // Also a store that takes no promise may tell the checksum of what it made.
      if (parts) expect(done.verified).toBe(algorithm);
    }
    expect((await uploads.stored("first")).equals(large)).toBe(true);
    if (profile !== "minio") expect(await keysOf()).toEqual([]);
  });

  test("a small file carries its checksum where the store looks at it, and always arrives", async () => {
    uploads = await startUploads({ ...(profile && { profile }), ...(quirks && { quirks }) });
    for (const key of ["first", "again"]) {
      const upload = await uploads.begin(key, 5, { checksum: sumOf(small) });
      expect((await uploads.send(upload.parts[0], small)).status).toBe(200);
      const etag = "827ccb0eea8a706c4c34a16891f84e7b";
      const done = await uploads.complete(upload, { parts: [{ number: 1, etag }] });
      expect(done.verified).toBe(single ? algorithm : null);
    }
    expect(known().checksums).toBe(single);
    const last = await uploads.begin("last", 5, { checksum: sumOf(small) });
    expect(last.checksum).toBe(single ? algorithm : null);
    const header = "x-amz-checksum-crc64nvme";
    if (single) expect(last.parts[0]?.headers).toHaveProperty(header, sumOf(small).value);
    else expect(last.parts[0]?.headers).not.toHaveProperty(header);
  });
});

describe("bytes that changed on the way", () => {
  test("are refused at the end of an upload in parts, which stays", async () => {
    uploads = await startUploads();
    const upload = await uploads.begin("bent", large.length, { checksum: { algorithm } });
    await uploads.sendAll(upload, Buffer.alloc(large.length, "coopen "));
    const completing = uploads.complete(upload, { checksum: sumOf(large) });
    await expect(completing).rejects.toMatchObject({ code: "bad_digest", status: 422 });
    expect(await keysOf()).toEqual(["bent"]);
    await uploads.sendAll(upload, large);
    const done = await uploads.complete(upload, { checksum: sumOf(large) });
    expect(done).toMatchObject({ verified: algorithm });
  });

  test("are refused in one PUT", async () => {
    uploads = await startUploads();
    const upload = await uploads.begin("bent", 5, { checksum: sumOf(small) });
    expect((await uploads.send(upload.parts[0], "12346")).status).toBe(400);
  });
});

describe("a connection's own choice", () => {
  test("is the only checksum that its uploads carry", async () => {
    uploads = await startUploads();
    uploads.connections[0]!.upload.checksum = "CRC32C";
    expect(await uploads.begin("a", large.length, { checksum: { algorithm } })).toMatchObject({
      checksum: null,
    });
    const crc32c = { algorithm: "CRC32C" };
    expect(await uploads.begin("b", large.length, { checksum: crc32c })).toMatchObject({
      checksum: "CRC32C",
    });
    const upload = await uploads.begin("c", 5, { checksum: sumOf(small) });
    expect(upload.parts[0]?.headers).not.toHaveProperty("x-amz-checksum-crc64nvme");
  });

  test("may be none", async () => {
    uploads = await startUploads();
    uploads.connections[0]!.upload.checksum = "none";
    const upload = await uploads.begin("a", 5, { checksum: sumOf(small) });
    expect(upload).toMatchObject({ checksum: null });
    expect((await uploads.send(upload.parts[0], small)).status).toBe(200);
    // S3 keeps one of its own accord, and tells it.
    expect(await uploads.complete(upload)).toMatchObject({ verified: algorithm });
    const parts = await uploads.begin("b", large.length, { checksum: { algorithm } });
    expect(parts).toMatchObject({ checksum: null });
  });
});

test("a store is asked by writes that leave nothing behind", async () => {
  uploads = await startUploads();
  await uploads.begin("folder/a", 5, { checksum: sumOf(small) });
  await uploads.begin("folder/b", large.length, { checksum: { algorithm } });
  const { objects } = await uploads.open(testActor("root"), "inbox").list({
    prefix: "folder/",
    limit: 1000,
  });
  expect(objects).toEqual([]);
  expect(await keysOf()).toEqual(["folder/b"]);
});
