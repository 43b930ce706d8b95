import type { Account, Client, Description, Listed } from "./client";
import { cleanEnv, count, run } from "./command";

/** rclone shows control characters as pictures of them, and turns the pictures back on the way to S3. */
const shown = (key: string) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about.
  key.replace(/[\x00-\x1f]/g, (character) => String.fromCharCode(0x2400 + character.charCodeAt(0)));

/** Segments of dots are shown by look-alikes as well; on the way to S3 they stay what they became. */
const meant = (name: string) =>
  name
    .replace(/[\u2400-\u241f]/g, (picture) => String.fromCharCode(picture.charCodeAt(0) - 0x2400))
    .replaceAll("\uff0e", ".");

const at = (bucket: string, key: string) => `store:${bucket}/${shown(key)}`;
const WORK = /: (Copied|Deleted)/;

/** What the provider "AWS" means, without the buckets in host names that it insists on. */
const LIKE_AWS = {
  RCLONE_CONFIG_STORE_PROVIDER: "Other",
  RCLONE_S3_LIST_VERSION: "2",
  RCLONE_S3_LIST_URL_ENCODE: "true",
  RCLONE_S3_USE_MULTIPART_ETAG: "true",
};

/** rclone; the sizes from which it works in parts are its own options, set to what the others do. */
export class Rclone implements Client {
  readonly #env: NodeJS.ProcessEnv;

  constructor({ endpoint, accessKey, secretKey, kind }: Account, home: string) {
    this.#env = cleanEnv(home, {
      // An empty one, lest it says each time that there is none.
      RCLONE_CONFIG: "/dev/null",
      RCLONE_CONFIG_STORE_TYPE: "s3",
      ...(kind === "ceph" ? { RCLONE_CONFIG_STORE_PROVIDER: "Ceph" } : LIKE_AWS),
      RCLONE_CONFIG_STORE_ENDPOINT: endpoint,
      RCLONE_CONFIG_STORE_REGION: "us-east-1",
      RCLONE_CONFIG_STORE_ACCESS_KEY_ID: accessKey,
      RCLONE_CONFIG_STORE_SECRET_ACCESS_KEY: secretKey,
      RCLONE_S3_UPLOAD_CUTOFF: "8Mi",
      RCLONE_S3_CHUNK_SIZE: "8Mi",
      RCLONE_S3_COPY_CUTOFF: "8Mi",
      RCLONE_MULTI_THREAD_CUTOFF: "8Mi",
      RCLONE_RETRIES: "1",
      RCLONE_LOW_LEVEL_RETRIES: "1",
    });
  }

  /** What it did stands among its messages. */
  async #rclone(...args: string[]): Promise<string> {
    return (await run("/usr/bin/rclone", ["-v", ...args], this.#env)).all;
  }

  async #asked(...args: string[]): Promise<string> {
    return (await run("/usr/bin/rclone", args, this.#env)).stdout;
  }

  async makeBucket(bucket: string) {
    await this.#rclone("mkdir", `store:${bucket}`);
  }

  async removeBucket(bucket: string) {
    await this.#rclone("rmdir", `store:${bucket}`);
  }

  async put(file: string, bucket: string, key: string, { type, metadata = {} }: Description = {}) {
    const described = [
      ...(type === undefined ? [] : ["--header-upload", `Content-Type: ${type}`]),
      ...Object.entries(metadata).flatMap(([name, value]) => ["--metadata-set", `${name}=${value}`]),
    ];
    const withMetadata = described.length > 0 ? ["--metadata", ...described] : [];
    await this.#rclone("copyto", ...withMetadata, file, at(bucket, key));
  }

  async get(bucket: string, key: string, file: string) {
    await this.#rclone("copyto", at(bucket, key), file);
  }

  async list(bucket: string, prefix: string): Promise<Listed[]> {
    const text = await this.#asked("lsjson", "--recursive", "--files-only", at(bucket, prefix));
    return (JSON.parse(text) as { Path: string; Size: number }[]).map(({ Path, Size }) => ({
      key: prefix + meant(Path),
      size: Size,
    }));
  }

  async describe(bucket: string, key: string) {
    const text = await this.#asked("lsjson", "--stat", "--metadata", at(bucket, key));
    const { IsDir, MimeType, Metadata } = JSON.parse(text) as {
      IsDir: boolean;
      MimeType: string;
      Metadata: Record<string, string>;
    };
    // Where there is no object there may always be a folder, it says.
    if (IsDir) throw new Error(`rclone: object not found: ${key}`);
    return { type: MimeType, metadata: Metadata };
  }

  async copy(bucket: string, from: string, to: string) {
    await this.#rclone("copyto", at(bucket, from), at(bucket, to));
  }

  async remove(bucket: string, key: string) {
    await this.#rclone("deletefile", at(bucket, key));
  }

  async removeAll(bucket: string, prefix: string) {
    await this.#rclone("purge", at(bucket, prefix));
  }

  async putFolder(folder: string, bucket: string, prefix: string) {
    await this.#rclone("copy", folder, at(bucket, prefix));
  }

  async getFolder(bucket: string, prefix: string, folder: string) {
    await this.#rclone("copy", at(bucket, prefix), folder);
  }

  async syncUp(folder: string, bucket: string, prefix: string) {
    return count(await this.#rclone("sync", folder, at(bucket, prefix)), WORK);
  }

  async syncDown(bucket: string, prefix: string, folder: string) {
    return count(await this.#rclone("sync", at(bucket, prefix), folder), WORK);
  }

  async presign(bucket: string, key: string) {
    return (await this.#asked("link", "--expire", "1h", at(bucket, key))).trim();
  }

  async close() {
    // Nothing of it stays between two calls.
  }
}
