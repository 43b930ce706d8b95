import { DeletePublicAccessBlockCommand, PutBucketPolicyCommand } from "@aws-sdk/client-s3";
import type { Bench } from "./bench";
import { type Answer, pathOf, send, type Wire } from "./wire";

export type Statement = Record<string, unknown>;

export const EVERYONE = { AWS: ["*"] };

export async function putPolicy(bench: Bench, Bucket: string, ...Statement: Statement[]): Promise<void> {
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
  await bench.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
}

/** A bucket that may become public, with these statements about everyone. */
export async function bucketWith(bench: Bench, ...parts: ((bucket: string) => Statement)[]): Promise<string> {
  const Bucket = await bench.newBucket();
  await bench.s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  await putPolicy(bench, Bucket, ...parts.map((part) => ({ Principal: EVERYONE, ...part(Bucket) })));
  return Bucket;
}

export const allow =
  (action: string | string[], rest = "/*", more: Statement = {}) =>
  (bucket: string): Statement => ({
    Effect: "Allow",
    Action: action,
    Resource: `arn:aws:s3:::${bucket}${rest}`,
    ...more,
  });

export const deny =
  (action: string | string[], rest = "/*", more: Statement = {}) =>
  (bucket: string): Statement => ({ ...allow(action, rest, more)(bucket), Effect: "Deny" });

/** As nobody, with nothing signed. */
export async function anyone(bench: Bench, wire: Wire): Promise<Answer> {
  return await send(bench.target, wire);
}

export async function read(bench: Bench, bucket: string, key: string, headers = {}): Promise<number> {
  return (await anyone(bench, { path: pathOf(bucket, key), headers })).status;
}
