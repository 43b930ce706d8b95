import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { S3Error } from "../errors";
import { Bucket, type BucketDocument, type Region } from "./bucket";
import { Locks } from "./locks";

/** All buckets of a data folder. */
export class Buckets {
  readonly #buckets = new Map<string, Bucket>();
  readonly #locks = new Locks();

  private constructor(readonly folder: string) {}

  static async open(dataDir: string): Promise<Buckets> {
    const buckets = new Buckets(join(dataDir, "buckets"));
    await mkdir(buckets.folder, { recursive: true });
    for (const name of await readdir(buckets.folder)) {
      const folder = join(buckets.folder, name);
      // A folder without its document is a creation or a removal that was cut short.
      if (!(await readdir(folder)).includes("bucket.json")) await rm(folder, { recursive: true });
      else buckets.#buckets.set(name, await Bucket.open(folder));
    }
    return buckets;
  }

  find(name: string): Bucket | undefined {
    return this.#buckets.get(name);
  }

  get(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (!bucket) throw new S3Error("NoSuchBucket", undefined, { details: { BucketName: name } });
    return bucket;
  }

  all(): Bucket[] {
    return [...this.#buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Takes in a bucket that lies elsewhere. */
  adopt(bucket: Bucket): void {
    this.#buckets.set(bucket.name, bucket);
  }

  async create(
    name: string,
    region: Region,
    created: number,
    more: Partial<Pick<BucketDocument, "settings" | "discards">> = {},
  ): Promise<void> {
    await this.#locks.run(name, async () => {
      if (this.#buckets.has(name))
        throw new S3Error("BucketAlreadyOwnedByYou", undefined, { details: { BucketName: name } });
      const folder = join(this.folder, name);
      await mkdir(folder, { recursive: true });
      const bucket = await Bucket.open(folder, { name, region, created, settings: {}, ...more });
      await bucket.save();
      this.#buckets.set(name, bucket);
    });
  }

  async delete(name: string): Promise<void> {
    await this.#locks.run(name, async () => {
      const bucket = this.get(name);
      if (bucket.objects.versions.keys.size > 0) {
        const words =
          bucket.settings.versioning === undefined
            ? undefined
            : "The bucket you tried to delete is not empty. You must delete all versions in the bucket.";
        throw new S3Error("BucketNotEmpty", words, { details: { BucketName: name } });
      }
      this.#buckets.delete(name);
      await rm(join(bucket.folder, "bucket.json"));
      await rm(bucket.folder, { recursive: true, force: true });
    });
  }
}
