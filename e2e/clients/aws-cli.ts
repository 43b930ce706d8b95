import type { Account, Client, Description, Listed } from "./client";
import { cleanEnv, count, run } from "./command";

const at = (bucket: string, key: string) => `s3://${bucket}/${key}`;
const WORK = /^(upload|download|delete): /;

/** The AWS CLI, version 2; from 8 MiB on it sends, copies and fetches in parts by itself. */
export class AwsCli implements Client {
  readonly #endpoint: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor({ endpoint, accessKey, secretKey }: Account, home: string) {
    this.#endpoint = endpoint;
    this.#env = cleanEnv(home, {
      AWS_ACCESS_KEY_ID: accessKey,
      AWS_SECRET_ACCESS_KEY: secretKey,
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_MAX_ATTEMPTS: "1",
    });
  }

  async #aws(...args: string[]): Promise<string> {
    const all = ["--endpoint-url", this.#endpoint, "--output", "json", ...args];
    return (await run("/usr/bin/aws", all, this.#env)).stdout;
  }

  #s3(...args: string[]): Promise<string> {
    return this.#aws("s3", ...args);
  }

  async makeBucket(bucket: string) {
    await this.#s3("mb", `s3://${bucket}`);
  }

  async removeBucket(bucket: string) {
    await this.#s3("rb", `s3://${bucket}`);
  }

  async put(file: string, bucket: string, key: string, { type, metadata }: Description = {}) {
    const described = [
      ...(type === undefined ? [] : ["--content-type", type]),
      ...(metadata === undefined ? [] : ["--metadata", JSON.stringify(metadata)]),
    ];
    await this.#s3("cp", "--no-progress", ...described, file, at(bucket, key));
  }

  async get(bucket: string, key: string, file: string) {
    await this.#s3("cp", "--no-progress", at(bucket, key), file);
  }

  async list(bucket: string, prefix: string): Promise<Listed[]> {
    const text = await this.#aws("s3api", "list-objects-v2", "--bucket", bucket, "--prefix", prefix);
    const { Contents = [] } = (text === "" ? {} : JSON.parse(text)) as {
      Contents?: { Key: string; Size: number }[];
    };
    return Contents.map(({ Key, Size }) => ({ key: Key, size: Size }));
  }

  async describe(bucket: string, key: string) {
    const text = await this.#aws("s3api", "head-object", "--bucket", bucket, "--key", key);
    const { ContentType, Metadata } = JSON.parse(text) as {
      ContentType: string;
      Metadata: Record<string, string>;
    };
    return { type: ContentType, metadata: Metadata };
  }

  async copy(bucket: string, from: string, to: string) {
    await this.#s3("cp", "--no-progress", at(bucket, from), at(bucket, to));
  }

  async remove(bucket: string, key: string) {
    await this.#s3("rm", at(bucket, key));
  }

  async removeAll(bucket: string, prefix: string) {
    await this.#s3("rm", "--recursive", at(bucket, prefix));
  }

  async putFolder(folder: string, bucket: string, prefix: string) {
    await this.#s3("cp", "--no-progress", "--recursive", folder, at(bucket, prefix));
  }

  async getFolder(bucket: string, prefix: string, folder: string) {
    await this.#s3("cp", "--no-progress", "--recursive", at(bucket, prefix), folder);
  }

  async syncUp(folder: string, bucket: string, prefix: string) {
    return count(await this.#s3("sync", "--no-progress", "--delete", folder, at(bucket, prefix)), WORK);
  }

  async syncDown(bucket: string, prefix: string, folder: string) {
    return count(await this.#s3("sync", "--no-progress", "--delete", at(bucket, prefix), folder), WORK);
  }

  async presign(bucket: string, key: string) {
    return (await this.#s3("presign", at(bucket, key))).trim();
  }

  async close() {
    // Nothing of it stays between two calls.
  }
}
