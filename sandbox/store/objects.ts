import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { ObjectChecksum } from "../body/checksums";
import { S3Error } from "../errors";
import type { Blobs, Segment } from "./blobs";
import { fileNameOf, readJsonFolder, writeJson } from "./files";
import { KeyIndex } from "./key-index";
import { Locks } from "./locks";

/** The headers that S3 stores with an object and gives back as they came. */
type StoredHeaders = Record<string, string>;

export type ObjectRecord = {
  key: string;
  size: number;
  /** Without quotes. */
  etag: string;
  modified: number;
  segments: Segment[];
  headers: StoredHeaders;
  /** User metadata, lower-case names without `x-amz-meta-`. */
  metadata: Record<string, string>;
  storageClass: string;
  checksum: ObjectChecksum | null;
  /** Of a multipart upload, by their numbers; objects of one PUT or copy have none. */
  parts?: ObjectPart[];
  tags?: Tag[];
  restore?: Restore;
};

/** One part of a finished upload; its checksum is kept where the object's is made of those of the parts. */
type ObjectPart = { number: number; size: number; checksum: string | null };

export type Tag = { key: string; value: string };

/** A restore of an archived object: under way until `ready`, readable until `expires`. */
export type Restore = { tier: string; days: number; ready: number; expires: number };

/** What must hold at the moment of writing: nothing there, or exactly this ETag. */
export type WriteCondition =
  | { kind: "absent" }
  | { kind: "etag"; etag: string; missing?: "NoSuchKey" | "PreconditionFailed" };

/** A conditional write under way; a delete of its key meanwhile makes it a conflict rather than a failed condition. */
type Attempt = { deletedMeanwhile: boolean };

export class Objects {
  readonly index = new KeyIndex();
  readonly #records = new Map<string, ObjectRecord>();
  readonly #attempts = new Map<string, Set<Attempt>>();
  readonly #locks = new Locks();

  constructor(
    readonly folder: string,
    readonly blobs: Blobs,
  ) {}

  async load(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    for (const record of await readJsonFolder<ObjectRecord>(this.folder))
      this.#records.set(record.key, record);
    this.index.load(this.#records.keys());
  }

  get(key: string): ObjectRecord | undefined {
    return this.#records.get(key);
  }

  records(): Iterable<ObjectRecord> {
    return this.#records.values();
  }

  #require(key: string, condition: WriteCondition, attempt: Attempt): void {
    const current = this.#records.get(key);
    if (attempt.deletedMeanwhile)
      throw new S3Error("ConditionalRequestConflict", undefined, { details: { Key: key } });
    if (condition.kind === "absent" && current)
      throw new S3Error("PreconditionFailed", undefined, { details: { Condition: "If-None-Match" } });
    if (condition.kind !== "etag") return;
    if (!current) throw new S3Error(condition.missing ?? "NoSuchKey", undefined, { details: { Key: key } });
    if (current.etag !== condition.etag)
      throw new S3Error("PreconditionFailed", undefined, { details: { Condition: "If-Match" } });
  }

  /**
   * Writes an object whose bytes `prepare` brings in. The condition is checked at the moment of writing, where exactly
   * one of any number of racing writers passes.
   */
  async put(
    key: string,
    condition: WriteCondition | null,
    prepare: () => Promise<ObjectRecord>,
    /** Where the bytes belong to someone else until the object stands, a refusal leaves them alone. */
    bytes: "own" | "borrowed" = "own",
  ): Promise<ObjectRecord> {
    const attempt: Attempt = { deletedMeanwhile: false };
    const attempts = this.#attempts.get(key) ?? new Set();
    this.#attempts.set(key, attempts.add(attempt));
    try {
      const record = await prepare();
      try {
        await this.#locks.run(key, async () => {
          if (condition) this.#require(key, condition, attempt);
          await this.#replace(record);
        });
      } catch (error) {
        if (bytes === "own") await this.blobs.remove(record.segments);
        throw error;
      }
      return record;
    } finally {
      attempts.delete(attempt);
      if (attempts.size === 0 && this.#attempts.get(key) === attempts) this.#attempts.delete(key);
    }
  }

  async #replace(record: ObjectRecord): Promise<void> {
    const previous = this.#records.get(record.key);
    await writeJson(join(this.folder, fileNameOf(record.key)), record);
    this.#records.set(record.key, record);
    if (!previous) this.index.add(record.key);
    if (previous) await this.blobs.remove(previous.segments);
  }

  /** Deleting what is not there is a success, as in S3. */
  async delete(key: string, condition: WriteCondition | null = null): Promise<void> {
    await this.#locks.run(key, async () => {
      if (condition) this.#require(key, condition, { deletedMeanwhile: false });
      const record = this.#records.get(key);
      if (!record) return;
      await rm(join(this.folder, fileNameOf(key)), { force: true });
      this.#records.delete(key);
      this.index.delete(key);
      for (const attempt of this.#attempts.get(key) ?? []) attempt.deletedMeanwhile = true;
      await this.blobs.remove(record.segments);
    });
  }

  /** Changes what is said about an object, never its bytes; `change` finds it and gives its new state. */
  async update(key: string, change: () => ObjectRecord): Promise<ObjectRecord> {
    return await this.#locks.run(key, async () => {
      const record = change();
      await writeJson(join(this.folder, fileNameOf(key)), record);
      this.#records.set(key, record);
      return record;
    });
  }
}
