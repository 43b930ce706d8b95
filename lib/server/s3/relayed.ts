import "server-only";
import type { Agent } from "node:http";
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, UploadPartCommand } from "@aws-sdk/client-s3";
import { expired, type Order } from "../relay/order";
import type { BucketAccess } from "./access";
import { learn } from "./capabilities";
import { agentsOf } from "./client";
import { presign } from "./presign";
import { forgetRegion } from "./region";

/** A request that is signed and ready to be made from here. */
export type Target = {
  method: "GET" | "HEAD" | "PUT";
  url: string;
  agent: Agent;
  headers: Record<string, string>;
  /** Told what S3 answered, by its own code where it is an error. */
  heard: (code: string) => void;
};

/** Long enough to begin the request. */
const SECONDS = 60;

const ELSEWHERE = new Set(["AuthorizationHeaderMalformed", "PermanentRedirect", "NoSuchBucket"]);

/** Signs an order for Cooper itself, once it is certain that its actor still has the right. */
export async function signRelayed(
  access: BucketAccess,
  { does, input, headers, link }: Order,
  method: Target["method"],
): Promise<Target> {
  const { connection, bucket } = access;
  access.need(does === "read" ? "read" : "write", input.Key);
  if (link) access.need("share", input.Key);
  // The connection became a direct one: a fresh address leads to the store.
  if (connection.transport !== "relay") throw expired();
  const signed = await presign(access, commandOf(bucket, does, input, method), {
    seconds: SECONDS,
    audience: "server",
    headers,
    raw: true,
  });
  const { httpAgent, httpsAgent } = agentsOf(connection);
  return {
    method,
    url: signed.url,
    agent: signed.url.startsWith("https:") ? httpsAgent : httpAgent,
    headers,
    heard(code) {
      if (ELSEWHERE.has(code)) forgetRegion(connection, bucket);
      if (code === "PreconditionFailed" && "if-none-match" in headers)
        learn(connection, { conditionalPut: true });
    },
  };
}

function commandOf(bucket: string, does: Order["does"], input: Order["input"], method: Target["method"]) {
  const { Key, VersionId } = input as { Key: string; VersionId?: string };
  // How the answer is shown is Cooper's to say, so the store is told nothing of it.
  const read = { Bucket: bucket, Key, ...(VersionId === undefined ? {} : { VersionId }) };
  if (does === "read") return method === "HEAD" ? new HeadObjectCommand(read) : new GetObjectCommand(read);
  const write = { ...input, Bucket: bucket };
  if (does === "put") return new PutObjectCommand(write);
  const { UploadId, PartNumber } = input as { UploadId?: string; PartNumber?: number };
  return new UploadPartCommand({ ...write, UploadId, PartNumber });
}
