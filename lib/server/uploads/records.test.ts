import { CreateMultipartUploadCommand } from "@aws-sdk/client-s3";
import { afterEach, expect, test, vi } from "vitest";
import { MIB, place, soon, startUploads, type Uploads } from "../s3/test-uploads";
import { state } from "../state/state";
import { testActor } from "../test-world";
import { discardUpload } from "./discard";
import { keepRecord, newRecordName, recordNames, type UploadRecord } from "./records";
import { resumeUpload } from "./resume";
import { listUnfinished } from "./unfinished";

const root = testActor("root");
let uploads: Uploads;
afterEach(async () => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  await uploads.close();
});

const recordOf = (key: string, uploadId: string): UploadRecord => ({
  ...{ actor: root.id, ...place, key, uploadId, size: 20 * MIB, modified: null, contentType: "text/plain" },
  ...{ partSize: 8 * MIB, partCount: 3, checksum: null, onConflict: "fail", before: null },
  begun: "2026-01-01T00:00:00.000Z",
});

async function record(key: string, uploadId: string): Promise<string> {
  const name = newRecordName(root, place, { key, uploadId });
  keepRecord(name, recordOf(key, uploadId));
  await vi.waitFor(async () => expect(await recordNames(root, place)).toContain(name));
  return name;
}

test("a state that fails or hangs fails and delays no upload", async () => {
  uploads = await startUploads();
  const put = vi.spyOn(state(), "put").mockRejectedValueOnce(new Error("full"));
  const upload = await uploads.begin("a", 20 * MIB);
  expect(upload.kind).toBe("multipart");
  put.mockReturnValue(new Promise(() => undefined));
  expect(await uploads.begin("b", 20 * MIB)).toMatchObject({ kind: "multipart" });
  vi.spyOn(state(), "forget").mockRejectedValue(new Error("full"));
  const bytes = Buffer.alloc(20 * MIB);
  await uploads.sendAll(upload, bytes);
  expect(await uploads.complete(upload)).toMatchObject({ key: "a" });
  expect(put).toHaveBeenCalledTimes(2);
});

test("a record of more than 30 days is swept, a younger one stays", async () => {
  uploads = await startUploads();
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2030-01-01T00:00:00Z") });
  const old = await record("old", "1");
  vi.setSystemTime(new Date("2030-01-20T00:00:00Z"));
  const young = await record("young", "2");
  vi.setSystemTime(new Date("2030-02-10T00:00:00Z"));
  const last = await record("last", "3");
  await vi.waitFor(async () => expect(await recordNames(root, place)).not.toContain(old));
  expect(await recordNames(root, place)).toEqual([young, last].sort());
});

test("own uploads are found on a store that lists those of one key alone", async () => {
  uploads = await startUploads({ profile: "minio" });
  const begun = await uploads
    .store()
    .send(new CreateMultipartUploadCommand({ Bucket: "inbox", Key: "folder/own" }));
  const { UploadId: uploadId = "" } = begun;
  await record("folder/own", uploadId);
  const gone = await record("folder/gone", "no-such-upload");
  const page = await listUnfinished(root, place, { prefix: "folder/" }, soon());
  expect(page.uploads).toMatchObject([{ key: "folder/own", uploadId, own: true, size: 20 * MIB }]);
  await vi.waitFor(async () => expect(await recordNames(root, place)).not.toContain(gone));
  const upload = { key: "folder/own", uploadId };
  expect(await resumeUpload(root, place, upload, soon())).toMatchObject({ partSize: 8 * MIB });
  await discardUpload(root, place, upload, soon());
  expect((await listUnfinished(root, place, { prefix: "" }, soon())).uploads).toEqual([]);
});

test("more uploads than a page are all listed, each once", async () => {
  uploads = await startUploads();
  const ids = Array.from({ length: 130 }, (_, at) => `id-${at}`);
  const known = new Map(
    ids.map((id) => [newRecordName(root, place, { key: `many/${id}`, uploadId: id }), id]),
  );
  vi.spyOn(state(), "list").mockResolvedValue([...known.keys()]);
  vi.spyOn(state(), "get").mockImplementation(async (_, name) => {
    const id = known.get(name) ?? "";
    return { body: recordOf(`many/${id}`, id) as never, rev: "1" };
  });
  const { UploadId: other = "" } = await uploads
    .store()
    .send(new CreateMultipartUploadCommand({ Bucket: "inbox", Key: "many/other" }));
  // The reader's credentials may not ask: the records are all there is.
  uploads.chaos.add({
    match: { operation: "ListParts" },
    faults: [{ kind: "status", status: 403, code: "AccessDenied" }],
  });
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listUnfinished(root, place, { prefix: "many/", cursor }, soon());
    found.push(...page.uploads.map(({ uploadId }) => uploadId));
    cursor = page.cursor ?? undefined;
  } while (cursor);
  expect(found.sort()).toEqual([...ids, other].sort());
});
