import { join } from "node:path";
import type { CorsRule } from "../cors";
import { ALL_BLOCKED, type PublicAccessBlock } from "../policy/public";
import { DiscardingBlobs } from "../scale/discarding-blobs";
import { Blobs } from "./blobs";
import { DocumentFiles } from "./documents";
import type { DefaultEncryption } from "./encryption";
import { readJson, writeJson } from "./files";
import { Ledger } from "./ledger";
import { type NewObject, Objects, type Versioning } from "./objects";
import { Uploads } from "./uploads";
import type { Retention, Tag, Version } from "./versions";

export const REGIONS = ["us-east-1", "eu-central-1"] as const;
export type Region = (typeof REGIONS)[number];

/** That versions can be locked, and the lock that a new one gets by itself. */
export type ObjectLock = {
  defaultRetention?: { mode: Retention["mode"]; unit: "Days" | "Years"; count: number };
};

/** What can be set on a bucket, each by an operation of its own; what was never set is not there. */
export type BucketSettings = {
  cors?: CorsRule[];
  /** The policy's own text, given back as it came. */
  policy?: string;
  /** Null once it was deleted; a new bucket has all of it. */
  publicAccessBlock?: PublicAccessBlock | null;
  encryption?: DefaultEncryption;
  tags?: Tag[];
  versioning?: Versioning;
  objectLock?: ObjectLock;
};

export type BucketDocument = {
  name: string;
  region: Region;
  created: number;
  settings: BucketSettings;
  /** A bucket that checks all bytes and keeps none. */
  discards?: true;
};

/** Objects that are computed rather than stored, and what reads their bytes. */
export type Computed = { objects: Objects; blobs: Blobs };

/** Folders of earlier versions hold the CORS rules beside the name, and nothing else that is set. */
async function readDocument(folder: string): Promise<BucketDocument> {
  type Earlier = Omit<BucketDocument, "settings"> & { cors: CorsRule[] | null };
  const document = await readJson<BucketDocument | Earlier>(join(folder, "bucket.json"));
  if ("settings" in document) return document;
  const { cors, ...rest } = document;
  return { ...rest, settings: cors === null ? {} : { cors } };
}

/** One bucket: a folder with its settings, its objects, its unfinished uploads and their bytes. */
export class Bucket {
  readonly blobs: Blobs;
  readonly objects: Objects;
  readonly uploads: Uploads;

  private constructor(
    readonly folder: string,
    readonly document: BucketDocument,
    readonly computed: Computed | null,
  ) {
    const blobs = join(folder, "blobs");
    this.blobs = computed?.blobs ?? (document.discards ? new DiscardingBlobs(blobs) : new Blobs(blobs));
    const files = new DocumentFiles<Version | NewObject>(join(folder, "objects"));
    const documents = document.discards ? new Ledger(files) : files;
    this.objects = computed?.objects ?? new Objects(documents, this.blobs, () => this.settings.versioning);
    this.uploads = new Uploads(join(folder, "uploads"), this.blobs);
  }

  static async open(
    folder: string,
    document?: BucketDocument,
    computed: Computed | null = null,
  ): Promise<Bucket> {
    const bucket = new Bucket(folder, document ?? (await readDocument(folder)), computed);
    await Promise.all([bucket.objects.load(), bucket.uploads.load()]);
    const live = new Set<string>();
    for (const record of bucket.objects.records()) for (const { blob } of record.segments) live.add(blob);
    for (const upload of [...bucket.uploads.records()]) {
      const segments = [...upload.parts.values()].map(({ segment }) => segment);
      // Its object stands already: only forgetting the upload was cut short.
      const finished = segments.filter(({ blob }) => live.has(blob));
      if (finished.length > 0) await bucket.uploads.end(upload, finished);
      else for (const { blob } of segments) live.add(blob);
    }
    await bucket.blobs.sweep(live);
    return bucket;
  }

  get name(): string {
    return this.document.name;
  }

  get region(): Region {
    return this.document.region;
  }

  get created(): number {
    return this.document.created;
  }

  get settings(): Readonly<BucketSettings> {
    return this.document.settings;
  }

  get cors(): CorsRule[] | null {
    return this.settings.cors ?? null;
  }

  get publicAccessBlock(): PublicAccessBlock | null {
    const block = this.settings.publicAccessBlock;
    return block === undefined ? ALL_BLOCKED : block;
  }

  /** Keeps settings; one that is undefined is taken away. */
  async set(settings: { [Name in keyof BucketSettings]: BucketSettings[Name] | undefined }): Promise<void> {
    const entries = Object.entries({ ...this.document.settings, ...settings });
    this.document.settings = Object.fromEntries(entries.filter(([, value]) => value !== undefined));
    await this.save();
  }

  async save(): Promise<void> {
    await writeJson(join(this.folder, "bucket.json"), this.document);
  }
}
