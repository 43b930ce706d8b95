import { randomBytes } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Checksum, ChecksumName, ChecksumType } from "../body/checksums";
import { S3Error } from "../errors";
import type { Blobs, Segment } from "./blobs";
import { readJson, readJsonFolder, writeJson } from "./files";
import { Locks } from "./locks";
import type { ObjectRecord } from "./versions";

export type PartRecord = {
  number: number;
  size: number;
  etag: string;
  modified: number;
  segment: Segment;
  /** Of the upload's algorithm, or of S3's default, which is told to nobody before the object stands. */
  checksum: Checksum | null;
};

type UploadDocument = {
  id: string;
  key: string;
  initiated: number;
  /** What the finished object gets. */
  target: Pick<
    ObjectRecord,
    "headers" | "metadata" | "storageClass" | "tags" | "retention" | "legalHold" | "encryption"
  >;
  checksumName: ChecksumName | null;
  checksumType: ChecksumType | null;
};

export type UploadRecord = UploadDocument & {
  parts: Map<number, PartRecord>;
  /** Its key was deleted since it began: a condition about the object is in conflict with that. */
  deletedMeanwhile?: boolean;
};

export class Uploads {
  readonly #uploads = new Map<string, UploadRecord>();
  readonly #locks = new Locks();

  constructor(
    readonly folder: string,
    readonly blobs: Blobs,
  ) {}

  async load(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    for (const id of await readdir(this.folder)) {
      const folder = join(this.folder, id);
      const files = await readdir(folder);
      if (!files.includes("upload.json")) {
        await rm(folder, { recursive: true });
        continue;
      }
      const document = await readJson<UploadDocument>(join(folder, "upload.json"));
      const parts = await readJsonFolder<PartRecord>(join(folder, "parts"));
      this.#uploads.set(id, {
        ...document,
        parts: new Map([...parts.values()].map((part) => [part.number, part])),
      });
    }
  }

  records(): Iterable<UploadRecord> {
    return this.#uploads.values();
  }

  /** The upload, if it exists for just this key: an id alone opens nothing. */
  get(id: string, key: string): UploadRecord {
    const upload = this.#uploads.get(id);
    if (!upload || upload.key !== key)
      throw new S3Error("NoSuchUpload", undefined, { details: { UploadId: id } });
    return upload;
  }

  async create(document: Omit<UploadDocument, "id">): Promise<UploadRecord> {
    // Ids of later uploads sort behind, so that a page of uploads can go on after one that is gone by now.
    const id = `${document.initiated.toString(36).padStart(9, "0")}-${randomBytes(18).toString("base64url")}`;
    const folder = join(this.folder, id);
    await mkdir(join(folder, "parts"), { recursive: true });
    await writeJson(join(folder, "upload.json"), { ...document, id });
    const upload = { ...document, id, parts: new Map() };
    this.#uploads.set(id, upload);
    return upload;
  }

  noteDeletion(key: string): void {
    for (const upload of this.#uploads.values()) if (upload.key === key) upload.deletedMeanwhile = true;
  }

  /** Runs alone on an upload, which may have ended while the request's bytes came in. */
  async exclusively<T>(upload: UploadRecord, work: () => Promise<T>): Promise<T> {
    return await this.#locks.run(upload.id, async () => {
      this.get(upload.id, upload.key);
      return await work();
    });
  }

  async keep(upload: UploadRecord, part: PartRecord): Promise<void> {
    try {
      await this.exclusively(upload, async () => {
        const previous = upload.parts.get(part.number);
        await writeJson(join(this.folder, upload.id, "parts", `${part.number}.json`), part);
        upload.parts.set(part.number, part);
        if (previous) await this.blobs.remove([previous.segment]);
      });
    } catch (error) {
      await this.blobs.remove([part.segment]);
      throw error;
    }
  }

  /** Forgets the upload; the segments in `used` live on in an object. */
  async end(upload: UploadRecord, used: readonly Segment[] = []): Promise<void> {
    this.#uploads.delete(upload.id);
    await rm(join(this.folder, upload.id), { recursive: true, force: true });
    const kept = new Set(used.map(({ blob }) => blob));
    const segments = [...upload.parts.values()].map(({ segment }) => segment);
    await this.blobs.remove(segments.filter(({ blob }) => !kept.has(blob)));
  }
}
