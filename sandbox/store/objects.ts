import { S3Error } from "../errors";
import type { Blobs } from "./blobs";
import type { Documents } from "./documents";
import { versionFileOf } from "./files";
import type { KeyIndex } from "./key-index";
import { Locks } from "./locks";
import { NULL_VERSION, newVersionId } from "./version-id";
import { isDeleteMarker, type ObjectRecord, type Version, Versions } from "./versions";

/** An object as it is written; its version id comes with its place. */
export type NewObject = Omit<ObjectRecord, "versionId" | "order">;

/** Never set: one version of each key, overwritten and deleted for good. */
export type Versioning = "Enabled" | "Suspended" | undefined;

/** What must hold of the newest version at the moment of writing: none there, some object, or exactly this ETag. */
export type WriteCondition =
  | { kind: "absent" }
  | { kind: "exists" }
  | { kind: "etag"; etag: string; missing?: "NoSuchKey" | "PreconditionFailed" };

/** A conditional write under way; a delete of its key meanwhile makes it a conflict rather than a failed condition. */
type Attempt = { deletedMeanwhile: boolean };

/** The objects of a bucket: each version is one document, so that every change is one file that is there or not. */
export class Objects {
  readonly versions = new Versions();
  readonly #attempts = new Map<string, Set<Attempt>>();
  readonly #locks = new Locks();
  #lastOrder = 0;

  constructor(
    readonly documents: Documents<Version | NewObject>,
    readonly blobs: Blobs,
    readonly versioning: () => Versioning,
  ) {}

  async load(): Promise<void> {
    // Folders of earlier versions hold one document for each key, which names no version: it is the null version.
    const documents = [...(await this.documents.load()).values()];
    this.versions.load(documents.map((document) => ({ versionId: NULL_VERSION, order: 0, ...document })));
    this.#lastOrder = this.versions.newestOrder;
  }

  get index(): KeyIndex {
    return this.versions.live;
  }

  get(key: string): ObjectRecord | undefined {
    return this.versions.object(key);
  }

  /** Every object, noncurrent versions with the others. */
  records(): Iterable<ObjectRecord> {
    return this.versions.objects();
  }

  #name({ key, versionId }: Version): string {
    return versionFileOf(key, versionId === NULL_VERSION ? null : versionId);
  }

  #require(key: string, condition: WriteCondition, attempt: Attempt): void {
    const current = this.get(key);
    if (attempt.deletedMeanwhile)
      throw new S3Error("ConditionalRequestConflict", undefined, { details: { Key: key } });
    if (condition.kind === "absent") {
      if (!current) return;
      throw new S3Error("PreconditionFailed", undefined, { details: { Condition: "If-None-Match" } });
    }
    const failed = new S3Error("PreconditionFailed", undefined, { details: { Condition: "If-Match" } });
    const hidden = condition.kind === "exists" && this.versions.of(key).length > 0;
    const missing = (condition.kind === "etag" && condition.missing) || "NoSuchKey";
    if (!current) throw hidden ? failed : new S3Error(missing, undefined, { details: { Key: key } });
    if (condition.kind === "etag" && current.etag !== condition.etag) throw failed;
  }

  /**
   * Writes an object whose bytes `prepare` brings in. The condition is checked at the moment of writing, where exactly
   * one of any number of racing writers passes.
   */
  async put(
    key: string,
    condition: WriteCondition | null,
    prepare: () => Promise<NewObject>,
    /** Where the bytes belong to someone else until the object stands, a refusal leaves them alone. */
    bytes: "own" | "borrowed" = "own",
  ): Promise<ObjectRecord> {
    const attempt: Attempt = { deletedMeanwhile: false };
    const attempts = this.#attempts.get(key) ?? new Set();
    this.#attempts.set(key, attempts.add(attempt));
    try {
      const prepared = await prepare();
      try {
        return await this.#locks.run(key, async () => {
          if (condition) this.#require(key, condition, attempt);
          return await this.#place({ ...prepared, ...this.#nextPlace() });
        });
      } catch (error) {
        if (bytes === "own") await this.blobs.remove(prepared.segments);
        throw error;
      }
    } finally {
      attempts.delete(attempt);
      if (attempts.size === 0 && this.#attempts.get(key) === attempts) this.#attempts.delete(key);
    }
  }

  #nextPlace(): { versionId: string; order: number } {
    this.#lastOrder = Math.max(this.#lastOrder + 1, Date.now() * 1000);
    const order = this.#lastOrder;
    return { order, versionId: this.versioning() === "Enabled" ? newVersionId(order) : NULL_VERSION };
  }

  async #place<V extends Version>(version: V): Promise<V> {
    await this.documents.write(this.#name(version), version);
    const replaced = this.versions.set(version);
    if (replaced && !isDeleteMarker(replaced)) await this.blobs.remove(replaced.segments);
    return version;
  }

  #noteDeletion(key: string): void {
    for (const attempt of this.#attempts.get(key) ?? []) attempt.deletedMeanwhile = true;
  }

  async #remove(version: Version): Promise<void> {
    await this.documents.remove(this.#name(version));
    if (this.get(version.key) === version) this.#noteDeletion(version.key);
    this.versions.delete(version);
    if (!isDeleteMarker(version)) await this.blobs.remove(version.segments);
  }

  /** Deletes the key: for good, or by a marker, handed back, where versions are kept. What is not there is no error. */
  async delete(key: string, condition: WriteCondition | null, modified: number): Promise<Version | null> {
    return await this.#locks.run(key, async () => {
      if (condition) this.#require(key, condition, { deletedMeanwhile: false });
      const current = this.get(key);
      if (this.versioning() === undefined) {
        if (current) await this.#remove(current);
        return null;
      }
      if (current) this.#noteDeletion(key);
      return await this.#place({ key, modified, deleteMarker: true, ...this.#nextPlace() });
    });
  }

  /** Removes one version for ever and hands it back, if it is there and `allow` does not throw. */
  async deleteVersion(
    key: string,
    versionId: string,
    condition: WriteCondition | null,
    allow: (version: Version) => void,
  ): Promise<Version | undefined> {
    return await this.#locks.run(key, async () => {
      if (condition) this.#require(key, condition, { deletedMeanwhile: false });
      const version = this.versions.find(key, versionId);
      if (version) {
        allow(version);
        await this.#remove(version);
      }
      return version;
    });
  }

  /** Changes what is said about a version, never its bytes; `change` finds it and gives its new state. */
  async update(key: string, change: () => ObjectRecord): Promise<ObjectRecord> {
    return await this.#locks.run(key, async () => {
      const record = change();
      await this.documents.write(this.#name(record), record);
      this.versions.set(record);
      return record;
    });
  }
}
