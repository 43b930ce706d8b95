import "server-only";
import { createHash } from "node:crypto";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { SignedPart, Upload } from "@/lib/schemas/uploads";
import { startDigest } from "@/sandbox/body/checksums";
import { startTestWorld, testActor } from "../test-world";
import { beginUpload } from "../uploads/begin";
import { completeUpload } from "../uploads/complete";

export const MIB = 1024 * 1024;
export const place = { connection: "s3", bucket: "inbox" };
export const soon = () => AbortSignal.timeout(30_000);
const root = testActor("root");

export function crc64(bytes: Buffer | string): string {
  const running = startDigest("crc64nvme");
  running.update(Buffer.from(bytes));
  return running.digest();
}

export const md5 = (bytes: Buffer | string) => createHash("md5").update(bytes).digest("hex");

/** A store with the bucket `inbox`, and what a browser does with uploads to it. */
export async function startUploads(options: Parameters<typeof startTestWorld>[0] = {}) {
  const world = await startTestWorld(options);
  await world.store().send(new CreateBucketCommand({ Bucket: "inbox" }));
  const begin = (key: string, size: number, more: object = {}, actor = root) =>
    beginUpload(
      actor,
      place,
      { key, size, contentType: "text/plain", onConflict: "fail", metadata: {}, ...more },
      soon(),
    );
  const send = async (part: SignedPart | undefined, bytes: Buffer | string, headers: object = {}) => {
    const body = new Uint8Array(Buffer.from(bytes));
    const answer = await fetch(part?.url ?? "", {
      method: "PUT",
      body,
      headers: { ...part?.headers, ...headers },
    });
    await answer.arrayBuffer();
    return answer;
  };
  const sliceOf = ({ partSize }: Pick<Upload, "partSize">, number: number, bytes: Buffer) =>
    bytes.subarray((number - 1) * partSize, number * partSize);
  return {
    ...world,
    begin,
    send,
    sliceOf,
    async sendAll(upload: Upload, bytes: Buffer): Promise<number[]> {
      const answers = await Promise.all(
        upload.parts.map((part) => send(part, sliceOf(upload, part.number, bytes))),
      );
      return answers.map(({ status }) => status);
    },
    complete: (
      { ticket }: Pick<Upload, "ticket">,
      told: Parameters<typeof completeUpload>[2] = {},
      signal = soon(),
      actor = root,
    ) => completeUpload(actor, ticket, told, signal),
    put: (Key: string, Body: string) =>
      world.store().send(new PutObjectCommand({ Bucket: "inbox", Key, Body })),
    async stored(Key: string): Promise<Buffer> {
      const { Body } = await world.store().send(new GetObjectCommand({ Bucket: "inbox", Key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
  };
}

export type Uploads = Awaited<ReturnType<typeof startUploads>>;
