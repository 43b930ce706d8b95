import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Profile } from "@/sandbox/profiles/profiles";
import { crc64, MIB, md5, soon, startUploads, type Uploads } from "../s3/test-uploads";
import { testActor } from "../test-world";
import { signMore, uploadStatus } from "./begin";

const root = testActor("root");
const mine = "mine!";
const sum = { algorithm: "CRC64NVME" as const, value: crc64(mine) };
const status = (ticket: string, etag?: string) => uploadStatus(root, ticket, soon(), etag);

describe.each<Profile>(["aws", "ceph16", "garage", "minio"])("a single PUT to %s", (profile) => {
  let uploads: Uploads;
  beforeAll(async () => {
    uploads = await startUploads({ profile });
  });
  afterAll(() => uploads.close());

  test("whose answer was lost is never found in somebody else's file of the same size", async () => {
    for (const known of [false, true]) {
      const upload = await uploads.begin(`theirs-${known}`, 5, { checksum: sum });
      await uploads.put(`theirs-${known}`, "their");
      expect(await status(upload.ticket, known ? md5(mine) : undefined)).toEqual({ parts: [] });
      const parts = known ? [{ number: 1, etag: md5(mine) }] : undefined;
      const completing = uploads.complete(upload, { parts });
      await expect(completing).rejects.toMatchObject({ code: "incomplete_upload" });
    }
  });

  test("whose answer was lost is found by its checksum, or by its MD5 where the store tells none", async () => {
    const upload = await uploads.begin("mine", 5, { checksum: sum });
    expect((await uploads.send(upload.parts[0], mine)).status).toBe(200);
    const found = [{ number: 1, size: 5, etag: md5(mine) }];
    expect((await status(upload.ticket, md5(mine))).parts).toEqual(found);
    const keeps = profile !== "ceph16";
    expect((await status(upload.ticket)).parts).toEqual(keeps ? found : []);
    const done = await uploads.complete(upload, { parts: [{ number: 1, etag: md5(mine) }] });
    expect(done).toMatchObject({ size: 5, verified: keeps ? "CRC64NVME" : null });
  });
});

describe.each<Profile>(["aws", "garage"])("a single PUT to %s that is signed again", (profile) => {
  let uploads: Uploads;
  beforeAll(async () => {
    uploads = await startUploads({ profile });
  });
  afterAll(() => uploads.close());

  test("does not overwrite what took its name meanwhile, whatever the store makes of conditions", async () => {
    const { ticket } = await uploads.begin("taken", 5);
    await expect(signMore(root, ticket, [1], soon())).resolves.toMatchObject({ parts: [{ number: 1 }] });
    await uploads.put("taken", "their");
    await expect(signMore(root, ticket, [1], soon())).rejects.toMatchObject({ code: "conflict" });
  });

  test("overwrites what was to be replaced", async () => {
    const { ticket } = await uploads.begin("old", 5, { onConflict: "replace" });
    await uploads.put("old", "their");
    await expect(signMore(root, ticket, [1], soon())).resolves.toMatchObject({ parts: [{ number: 1 }] });
  });
});

describe("a Complete", () => {
  let uploads: Uploads;
  const bytes = Buffer.alloc(16 * MIB, "cooper ");
  const promised = { checksum: { algorithm: "CRC64NVME" } };
  const checksum = { algorithm: "CRC64NVME" as const, value: crc64(bytes) };
  beforeAll(async () => {
    uploads = await startUploads();
  });
  afterAll(() => uploads.close());

  test("whose answer was lost finds the object by the checksum alone", async () => {
    const upload = await uploads.begin("lost", bytes.length, promised);
    await uploads.sendAll(upload, bytes);
    const rule = { match: { operation: "CompleteMultipartUpload" as const }, times: 1 };
    uploads.chaos.add({ ...rule, faults: [{ kind: "lose-answer" }] });
    const done = await uploads.complete(upload, { checksum });
    expect(done).toMatchObject({ key: "lost", size: bytes.length, verified: "CRC64NVME" });
    expect(await uploads.complete(upload, { checksum })).toMatchObject({ etag: done.etag });
    await expect(uploads.complete(upload)).rejects.toMatchObject({ code: "upload_gone" });
    const other = { ...checksum, value: crc64("other") };
    await expect(uploads.complete(upload, { checksum: other })).rejects.toMatchObject({
      code: "upload_gone",
    });
  });

  test("that takes longer than its asker waits is found by the next, however S3 goes on", async () => {
    const upload = await uploads.begin("slow", bytes.length, promised);
    await uploads.sendAll(upload, bytes);
    const match = { operation: "CompleteMultipartUpload" as const };
    const ids = uploads.chaos.add({ match, faults: [{ kind: "delay", in: "request", ms: 3000 }] });
    const hurried = uploads.complete(upload, { checksum }, AbortSignal.timeout(1000));
    await expect(hurried).rejects.toMatchObject({ code: "s3_timeout" });
    const done = await uploads.complete(upload, { checksum });
    expect(done).toMatchObject({ key: "slow", verified: "CRC64NVME" });
    const asked = uploads.journal
      .entries()
      .filter(({ key, operation }) => key === "slow" && operation === match.operation);
    expect(asked).toHaveLength(1);
    for (const id of ids) uploads.chaos.remove(id);
  });

  test("is no question about a name that this very upload took meanwhile", async () => {
    const upload = await uploads.begin("twice", bytes.length, promised);
    await uploads.sendAll(upload, bytes);
    // The list of parts is of before: it comes late, when the other call has made the object.
    const match = { operation: "ListParts" as const };
    const [id = ""] = uploads.chaos.add({
      match,
      times: 1,
      faults: [{ kind: "delay", in: "answer", ms: 1500 }],
    });
    const late = uploads.complete(upload, { checksum });
    await expect.poll(() => uploads.chaos.rules().find((rule) => rule.id === id)?.struck).toBe(1);
    const done = await uploads.complete(upload, { checksum });
    expect(await late).toMatchObject({ etag: done.etag });
  });
});
