import type { Operation } from "../operations/operation";
import type { Bucket } from "../store/bucket";
import { refuseWrite } from "./virtual-index";

/** What is set on a bucket can be set on a virtual one; DeleteObjects speaks of every key by itself. */
const HARMLESS = new Set([
  "PutBucketCors",
  "DeleteBucketCors",
  "PutBucketPolicy",
  "DeleteBucketPolicy",
  "PutBucketTagging",
  "DeleteBucketTagging",
  "PutBucketEncryption",
  "DeleteBucketEncryption",
  "PutPublicAccessBlock",
  "DeletePublicAccessBlock",
  "DeleteObjects",
]);

/** A bucket of computed objects takes no writes, as one that a policy closes. */
export function requireStored(bucket: Bucket, operation: Operation): void {
  if (bucket.computed && operation.writes && !HARMLESS.has(operation.name)) refuseWrite();
}
