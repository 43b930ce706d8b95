import { md5 } from "hash-wasm";
import { describe, expect, it, vi } from "vitest";
import { AppError } from "@/lib/errors";
import type { ResumedUpload, UnfinishedUpload } from "@/lib/schemas/unfinished-uploads";
import type { Plan } from "../plan";
import { resumeListed } from "./resume-listed";

const NOW = Date.parse("2026-11-10T12:00:00Z");
const PART = 1000;
const bytes = Buffer.from(Array.from({ length: 2500 }, (_, index) => index % 251));
const fileOf = (content: Uint8Array, lastModified = NOW - 5000) =>
  new File([new Uint8Array(content)], "x.iso", { lastModified });
const REF = { connection: "c", bucket: "b" };

/** An upload of another tool, of which S3 has the first two parts; nobody kept the file's name or time. */
async function setUp(change: Partial<UnfinishedUpload & ResumedUpload> = {}) {
  const adopted: Plan[] = [];
  const upload: UnfinishedUpload = {
    ...{ key: "old/x.iso", uploadId: "u1", begun: new Date(NOW).toISOString(), own: false },
    ...{ size: null, modified: null },
    ...(change.modified && { size: bytes.length, modified: change.modified }),
  };
  const resumed: ResumedUpload = {
    ...{ ticket: "t", ticketExpiresAt: new Date(NOW).toISOString(), kind: "multipart", key: upload.key },
    ...{
      size: bytes.length,
      modified: null,
      contentType: null,
      partSize: PART,
      partCount: 3,
      checksum: null,
    },
    sent: await Promise.all(
      [0, 1].map(async (index) => {
        const part = bytes.subarray(index * PART, (index + 1) * PART);
        return { number: index + 1, size: PART, etag: `"${await md5(part)}"` };
      }),
    ),
    ...change,
  };
  const resumeUpload = vi.fn(async () => resumed);
  const deps = {
    api: { resumeUpload },
    plans: { save: vi.fn(async () => undefined) },
    hasher: {
      digest: async (blob: Blob) => ({ crc: 0n, md5: await md5(new Uint8Array(await blob.arrayBuffer())) }),
    },
    adopt: (plan: Plan) => void adopted.push(plan),
    now: () => NOW,
  };
  return {
    deps,
    adopted,
    resumeUpload,
    go: (file: File) => resumeListed(deps, REF, upload, { file, handle: null }),
  };
}

describe("an upload that S3 lists", () => {
  it("is gone on with by the file whose parts are there", async () => {
    const { go, adopted, deps, resumeUpload } = await setUp();
    expect(await go(fileOf(bytes))).toBeNull();
    expect(resumeUpload).toHaveBeenCalledWith(REF, { key: "old/x.iso", uploadId: "u1", size: bytes.length });
    expect(adopted).toMatchObject([{ foreign: true }]);
    expect(adopted).toMatchObject([
      { key: "old/x.iso", ticket: "t", target: { ...REF, prefix: "old/" }, file: { path: "x.iso" } },
    ]);
    expect(deps.plans.save).toHaveBeenCalledWith(adopted[0]);
  });

  it("refuses another file by what S3 has of it, where nothing else is known", async () => {
    const { go, adopted } = await setUp();
    const other = Buffer.from(bytes);
    other[PART + 5] = 0;
    expect(await go(fileOf(other))).toMatch(/part 2 differs/);
    expect(adopted).toEqual([]);
  });

  it("takes the user's word where ETags are no MD5s", async () => {
    const { go, adopted } = await setUp({ sent: [{ number: 1, size: PART, etag: '"of-kms-1"' }] });
    expect(await go(fileOf(Buffer.alloc(2500)))).toBeNull();
    expect(adopted).toHaveLength(1);
  });

  it("refuses a file of another size or time, where these are known, before anything is asked", async () => {
    const { go, adopted, resumeUpload } = await setUp({ modified: new Date(NOW - 5000).toISOString() });
    expect(await go(fileOf(bytes.subarray(1)))).toMatch(/has changed since/);
    expect(await go(fileOf(bytes, NOW - 4000))).toMatch(/was changed since/);
    expect(resumeUpload).not.toHaveBeenCalled();
    expect(await go(fileOf(bytes))).toBeNull();
    expect(adopted).toMatchObject([{ foreign: false }]);
  });

  it("says why it cannot be resumed", async () => {
    const { go, resumeUpload } = await setUp();
    resumeUpload.mockRejectedValueOnce(new AppError("not_supported", "Its parts are of different sizes."));
    await expect(go(fileOf(bytes))).rejects.toThrow("different sizes");
  });
});
