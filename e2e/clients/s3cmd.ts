import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Account, Client, Description, Listed } from "./client";
import { cleanEnv, count, run } from "./command";

const at = (bucket: string, key: string) => `s3://${bucket}/${key}`;
const WORK = /^(upload|download|delete): /;

/** s3cmd; what it has no option for stands in its configuration. */
export class S3cmd implements Client {
  readonly #config: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor({ endpoint, accessKey, secretKey }: Account, home: string) {
    const { host } = new URL(endpoint);
    this.#config = path.join(home, "s3cmd.ini");
    this.#env = cleanEnv(home);
    writeFileSync(
      this.#config,
      `[default]
access_key = ${accessKey}
secret_key = ${secretKey}
host_base = ${host}
host_bucket = ${host}
bucket_location = us-east-1
use_https = False
progress_meter = False
max_retries = 1
multipart_chunk_size_mb = 8
multipart_copy_chunk_size_mb = 8
`,
    );
  }

  async #s3cmd(...args: string[]): Promise<string> {
    return (await run("/usr/bin/s3cmd", ["--config", this.#config, ...args], this.#env)).stdout;
  }

  async makeBucket(bucket: string) {
    await this.#s3cmd("mb", `s3://${bucket}`);
  }

  async removeBucket(bucket: string) {
    await this.#s3cmd("rb", `s3://${bucket}`);
  }

  async put(file: string, bucket: string, key: string, { type, metadata = {} }: Description = {}) {
    const described = [
      ...(type === undefined ? [] : ["--mime-type", type]),
      ...Object.entries(metadata).flatMap(([name, value]) => ["--add-header", `x-amz-meta-${name}:${value}`]),
    ];
    await this.#s3cmd("put", ...described, file, at(bucket, key));
  }

  async get(bucket: string, key: string, file: string) {
    await this.#s3cmd("get", "--force", at(bucket, key), file);
  }

  /** Fetches what is missing of a file, by a range; the others do so by themselves where an object is large. */
  async goOn(bucket: string, key: string, file: string) {
    await this.#s3cmd("get", "--continue", at(bucket, key), file);
  }

  async list(bucket: string, prefix: string): Promise<Listed[]> {
    const text = await this.#s3cmd("ls", "--recursive", at(bucket, prefix));
    const start = at(bucket, "");
    return [...text.matchAll(/^\S+ \S+ +(\d+) {2}(s3:\/\/.*)$/gm)].map(([, size, uri = ""]) => ({
      key: uri.slice(start.length),
      size: Number(size),
    }));
  }

  async describe(bucket: string, key: string) {
    const text = await this.#s3cmd("info", at(bucket, key));
    const metadata = [...text.matchAll(/^ +x-amz-meta-(\S+?): +(.*)$/gm)].map(([, name, value]) => [
      name,
      value,
    ]);
    return {
      type: /^ +MIME type: +(.*)$/m.exec(text)?.[1] ?? "",
      metadata: Object.fromEntries(metadata) as Record<string, string>,
    };
  }

  async copy(bucket: string, from: string, to: string) {
    await this.#s3cmd("cp", at(bucket, from), at(bucket, to));
  }

  async remove(bucket: string, key: string) {
    await this.#s3cmd("del", at(bucket, key));
  }

  async removeAll(bucket: string, prefix: string) {
    await this.#s3cmd("del", "--recursive", "--force", at(bucket, prefix));
  }

  async putFolder(folder: string, bucket: string, prefix: string) {
    await this.#s3cmd("put", "--recursive", `${folder}/`, at(bucket, prefix));
  }

  async getFolder(bucket: string, prefix: string, folder: string) {
    mkdirSync(folder, { recursive: true });
    await this.#s3cmd("get", "--recursive", at(bucket, prefix), `${folder}/`);
  }

  async syncUp(folder: string, bucket: string, prefix: string) {
    return count(await this.#s3cmd("sync", "--delete-removed", `${folder}/`, at(bucket, prefix)), WORK);
  }

  async syncDown(bucket: string, prefix: string, folder: string) {
    return count(await this.#s3cmd("sync", "--delete-removed", at(bucket, prefix), `${folder}/`), WORK);
  }

  async presign(bucket: string, key: string) {
    return (await this.#s3cmd("signurl", at(bucket, key), "+3600")).trim();
  }

  async close() {
    // Nothing of it stays between two calls.
  }
}
