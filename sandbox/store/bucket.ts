import { join } from "node:path";
import type { CorsRule } from "../cors";
import { Blobs } from "./blobs";
import { readJson, writeJson } from "./files";
import { Objects } from "./objects";
import { Uploads } from "./uploads";

export const REGIONS = ["us-east-1", "eu-central-1"] as const;
export type Region = (typeof REGIONS)[number];

type BucketDocument = { name: string; region: Region; created: number; cors: CorsRule[] | null };

/** One bucket: a folder with its settings, its objects, its unfinished uploads and their bytes. */
export class Bucket {
  readonly blobs: Blobs;
  readonly objects: Objects;
  readonly uploads: Uploads;

  private constructor(
    readonly folder: string,
    readonly document: BucketDocument,
  ) {
    this.blobs = new Blobs(join(folder, "blobs"));
    this.objects = new Objects(join(folder, "objects"), this.blobs);
    this.uploads = new Uploads(join(folder, "uploads"), this.blobs);
  }

  static async open(folder: string, document?: BucketDocument): Promise<Bucket> {
    const bucket = new Bucket(
      folder,
      document ?? (await readJson<BucketDocument>(join(folder, "bucket.json"))),
    );
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

  get cors(): CorsRule[] | null {
    return this.document.cors;
  }

  async setCors(rules: CorsRule[] | null): Promise<void> {
    this.document.cors = rules;
    await this.save();
  }

  async save(): Promise<void> {
    await writeJson(join(this.folder, "bucket.json"), this.document);
  }
}
