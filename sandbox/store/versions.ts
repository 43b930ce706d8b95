import type { ObjectChecksum } from "../body/checksums";
import type { Segment } from "./blobs";
import type { Encryption } from "./encryption";
import { KeyIndex } from "./key-index";
import { NULL_VERSION } from "./version-id";

/** The headers that S3 stores with an object and gives back as they came. */
type StoredHeaders = Record<string, string>;

export type Retention = { mode: "GOVERNANCE" | "COMPLIANCE"; until: number };

/** One part of a finished upload; its checksum is kept where the object's is made of those of the parts. */
type ObjectPart = { number: number; size: number; checksum: string | null };

export type Tag = { key: string; value: string };

/** A restore of an archived object: under way until `ready`, readable until `expires`. */
export type Restore = { tier: string; days: number; ready: number; expires: number };

type Place = {
  key: string;
  modified: number;
  versionId: string;
  /** Of two versions of a key, the one with the higher number is newer. */
  order: number;
};

export type ObjectRecord = Place & {
  size: number;
  /** Without quotes. */
  etag: string;
  segments: Segment[];
  headers: StoredHeaders;
  /** User metadata, lower-case names without `x-amz-meta-`. */
  metadata: Record<string, string>;
  storageClass: string;
  encryption?: Encryption;
  checksum: ObjectChecksum | null;
  /** Of a multipart upload, by their numbers; objects of one PUT or copy have none. */
  parts?: ObjectPart[];
  tags?: Tag[];
  restore?: Restore;
  retention?: Retention;
  legalHold?: "ON" | "OFF";
};

/** What a DELETE leaves behind where versions are kept. */
export type DeleteMarker = Place & { deleteMarker: true };

export type Version = ObjectRecord | DeleteMarker;

export function isDeleteMarker(version: Version): version is DeleteMarker {
  return "deleteMarker" in version;
}

/** All versions of all keys of a bucket, those of one key newest first. */
export class Versions {
  /** The keys whose newest version is an object: those that a listing shows. */
  readonly live = new KeyIndex();
  /** The keys of which there is any version. */
  readonly keys = new KeyIndex();
  readonly #stacks = new Map<string, Version[]>();

  load(versions: Iterable<Version>): void {
    for (const version of versions) {
      const stack = this.#stacks.get(version.key);
      if (stack) stack.push(version);
      else this.#stacks.set(version.key, [version]);
    }
    for (const stack of this.#stacks.values()) stack.sort((a, b) => b.order - a.order);
    this.keys.load(this.#stacks.keys());
    this.live.load([...this.#stacks.keys()].filter((key) => this.object(key)));
  }

  of(key: string): readonly Version[] {
    return this.#stacks.get(key) ?? [];
  }

  /** The newest version, if it is an object. */
  object(key: string): ObjectRecord | undefined {
    const newest = this.of(key)[0];
    return newest && !isDeleteMarker(newest) ? newest : undefined;
  }

  find(key: string, versionId: string): Version | undefined {
    return this.of(key).find((version) => version.versionId === versionId);
  }

  *objects(): Generator<ObjectRecord> {
    for (const stack of this.#stacks.values())
      for (const version of stack) if (!isDeleteMarker(version)) yield version;
  }

  get newestOrder(): number {
    let order = 0;
    for (const [newest] of this.#stacks.values()) order = Math.max(order, newest?.order ?? 0);
    return order;
  }

  /** Puts a version in its place; the one with the same id that goes for it is handed back. */
  set(version: Version): Version | undefined {
    const stack = this.#stacks.get(version.key) ?? [];
    // A new id is nowhere in the stack: looking for it would cost its whole length at every write.
    const isNew = version.versionId !== NULL_VERSION && version.order > (stack[0]?.order ?? 0);
    const at = isNew ? -1 : stack.findIndex(({ versionId }) => versionId === version.versionId);
    const [replaced] = at < 0 ? [] : stack.splice(at, 1);
    const place = stack.findIndex(({ order }) => order < version.order);
    stack.splice(place < 0 ? stack.length : place, 0, version);
    this.#keep(version.key, stack);
    return replaced;
  }

  delete({ key, versionId }: Version): void {
    this.#keep(
      key,
      this.of(key).filter((version) => version.versionId !== versionId),
    );
  }

  #keep(key: string, stack: Version[]): void {
    if (stack.length === 0) {
      this.#stacks.delete(key);
      this.keys.delete(key);
    } else {
      if (!this.#stacks.has(key)) this.keys.add(key);
      this.#stacks.set(key, stack);
    }
    if (this.object(key)) this.live.add(key);
    else this.live.delete(key);
  }
}
