import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import type { Profile } from "../profiles/profiles";
import { type Answer, pathOf, presign, type SignOptions, send, sign, type Target, type Wire } from "./wire";

/** One point in which a store differs from S3, and what becomes of it in Cooper. */
export type Difference = {
  /** What the store does. */
  store: string;
  /** How Cooper behaves there. */
  cooper: string;
  /** Where people notice: in few words, what they get instead. */
  instead?: string;
  /** False where the sandbox, being like this store, stays as S3 is: nothing in Cooper could tell the difference. */
  imitated?: false;
};

export type Case = {
  name: string;
  run: (bench: Bench) => Promise<void>;
  /** The stores that are known to fail this case. They must: a difference that is gone must go here as well. */
  differs?: Partial<Record<Profile, Difference>>;
  /** The stores that have nothing of what it is about: there it is not run. */
  absent?: Partial<Record<Profile, Difference>>;
};

type Entry = { Key?: string | undefined; VersionId?: string | undefined };
/** The user agent that a policy of a case must let in: it takes policies back at the end. */
export const UNLOCKER = "contract-unlocker";

/** What a case works with: a server, a bucket made for this run, and ways to ask. */
export class Bench {
  readonly s3: S3Client;
  readonly #buckets = new Set<string>();
  readonly #prefix = `contract-${randomBytes(5).toString("hex")}`;
  readonly #written = new Map<string, Promise<string>>();
  #shared: Promise<string> | null = null;
  #versioned: Promise<string> | null = null;
  #locked: Promise<string> | null = null;

  constructor(
    readonly target: Target,
    /** Whether it is the sandbox that stands for a store, or the store itself. */
    readonly isSandbox = false,
  ) {
    this.s3 = new S3Client({
      endpoint: target.endpoint,
      region: target.region,
      credentials: target.credentials,
      forcePathStyle: true,
      maxAttempts: 1,
    });
  }

  nextBucketName(): string {
    const name = `${this.#prefix}-${this.#buckets.size}`;
    this.#buckets.add(name);
    return name;
  }

  async newBucket(lock = false): Promise<string> {
    const name = this.nextBucketName();
    await this.s3.send(
      new CreateBucketCommand({ Bucket: name, ...(lock && { ObjectLockEnabledForBucket: true }) }),
    );
    return name;
  }

  async setVersioning(Bucket: string, Status: "Enabled" | "Suspended"): Promise<string> {
    await this.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
    return Bucket;
  }

  /** The bucket that cases share; each uses keys of its own. */
  bucket(): Promise<string> {
    this.#shared ??= this.newBucket();
    return this.#shared;
  }

  /** The same with every version kept. */
  versionedBucket(): Promise<string> {
    this.#versioned ??= this.newBucket().then((name) => this.setVersioning(name, "Enabled"));
    return this.#versioned;
  }

  /** The same where versions can be locked; nothing is by default. */
  lockedBucket(): Promise<string> {
    this.#locked ??= this.newBucket(true);
    return this.#locked;
  }

  async signed(wire: Wire, options?: SignOptions): Promise<Answer> {
    return await send(this.target, await sign(this.target, wire, options));
  }

  async presigned(wire: Wire, options?: SignOptions & { expires?: number }): Promise<Answer> {
    return await send(this.target, await presign(this.target, wire, options));
  }

  async put(key: string, body: string | Buffer = "body", bucket?: string): Promise<string> {
    const answer = await this.s3.send(
      new PutObjectCommand({ Bucket: bucket ?? (await this.bucket()), Key: key, Body: body }),
    );
    return answer.ETag ?? "";
  }

  /** An object that cases only read: written once, since Ceph 16 fails a read of what is just being written anew. */
  shared(key: string, body: string): Promise<string> {
    const writing = this.#written.get(key) ?? this.put(key, body);
    this.#written.set(key, writing);
    return writing;
  }

  async read(key: string): Promise<string> {
    const answer = await this.s3.send(new GetObjectCommand({ Bucket: await this.bucket(), Key: key }));
    return (await answer.Body?.transformToString()) ?? "";
  }

  async exists(key: string): Promise<boolean> {
    const path = pathOf(await this.bucket(), key);
    const { status } = await this.signed({ method: "HEAD", path });
    assert.ok(status === 200 || status === 404, `HEAD of ${key} is ${status}`);
    return status === 200;
  }

  async head(key: string) {
    return await this.s3.send(new HeadObjectCommand({ Bucket: await this.bucket(), Key: key }));
  }

  async #empty(bucket: string): Promise<void> {
    const uploads = await this.s3.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
    for (const { Key, UploadId } of uploads.Uploads ?? [])
      await this.s3.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
    for (;;) {
      const { entries, truncated } = await this.#entries(bucket);
      for (let at = 0; at < entries.length; at += 16)
        await Promise.all(entries.slice(at, at + 16).map((entry) => this.#remove(bucket, entry)));
      if (!truncated) return;
    }
  }

  /** The first page of what is left; a server without versions lists objects. */
  async #entries(Bucket: string): Promise<{ entries: Entry[]; truncated: boolean }> {
    try {
      const page = await this.s3.send(new ListObjectVersionsCommand({ Bucket, EncodingType: "url" }));
      const entries = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
      return { entries, truncated: page.IsTruncated ?? false };
    } catch (error) {
      if (!(error instanceof S3ServiceException) || error.$metadata.httpStatusCode !== 501) throw error;
      const page = await this.s3.send(new ListObjectsV2Command({ Bucket, EncodingType: "url" }));
      return { entries: page.Contents ?? [], truncated: page.IsTruncated ?? false };
    }
  }

  /** Cases lock by GOVERNANCE and legal holds alone, so that what a failed one left behind can be removed. */
  async #remove(Bucket: string, entry: Entry): Promise<void> {
    const Key = decodeURIComponent((entry.Key ?? "").replaceAll("+", " "));
    const version = { Bucket, Key, VersionId: entry.VersionId };
    try {
      await this.s3.send(new DeleteObjectCommand(version));
    } catch (error) {
      if (!(error instanceof S3ServiceException) || error.name !== "AccessDenied") throw error;
      await this.s3.send(new PutObjectLegalHoldCommand({ ...version, LegalHold: { Status: "OFF" } }));
      await this.s3.send(new DeleteObjectCommand({ ...version, BypassGovernanceRetention: true }));
    }
  }

  /** Leaves the server as it was found. */
  async close(): Promise<void> {
    try {
      for (const bucket of this.#buckets) {
        const { status } = await this.signed({ method: "HEAD", path: pathOf(bucket) });
        if (status === 404) continue;
        const unlock = { method: "DELETE", path: pathOf(bucket), query: { policy: "" } };
        await this.signed({ ...unlock, headers: { "user-agent": UNLOCKER } });
        await this.#empty(bucket);
        await this.s3.send(new DeleteBucketCommand({ Bucket: bucket }));
      }
    } finally {
      this.s3.destroy();
    }
  }
}

export function expectStatus(answer: Answer, status: number): Answer {
  assert.equal(
    answer.status,
    status,
    `expected ${status}, got ${answer.status} ${answer.text.slice(0, 500)}`,
  );
  return answer;
}

export function expectError(answer: Answer, status: number, code: string): Answer {
  const got = `${answer.status} ${answer.code}`;
  assert.equal(
    got,
    `${status} ${code}`,
    `expected ${status} ${code}, got ${got}: ${answer.text.slice(0, 500)}`,
  );
  return answer;
}

/** That a call of the SDK is refused with this code. */
export async function refused(promise: Promise<unknown>, status: number, code: string): Promise<void> {
  const outcome = await promise.then(
    () => "success",
    (error: unknown) => {
      if (!(error instanceof Error) || !("$metadata" in error)) throw error;
      const { httpStatusCode } = error.$metadata as { httpStatusCode?: number };
      return `${httpStatusCode} ${error.name}`;
    },
  );
  assert.equal(outcome, `${status} ${code}`);
}
