import { S3Error } from "../errors";
import { xmlReply } from "../http/reply";
import { type Policy, readPolicy } from "../policy/document";
import { PolicyFault } from "../policy/fault";
import { ALL_BLOCKED, isPublicPolicy, PUBLIC_ACCESS_SWITCHES } from "../policy/public";
import { policyOf } from "../policy/rights";
import type { Bucket } from "../store/bucket";
import { childText, onlyChildren, readXml } from "../xml";
import { bucketOf, type Call, type Handler } from "./call";
import { requireDigest } from "./cors";

const MAX_XML = 64 * 1024;
/** "Bucket policies are limited to 20 KB in size." */
const MAX_POLICY = 20 * 1024;

function readBucketPolicy(text: string, { name: bucket }: Bucket, call: Call): Policy {
  try {
    return readPolicy(text, { bucket, directory: call.accounts });
  } catch (error) {
    if (error instanceof PolicyFault) throw new S3Error("MalformedPolicy", error.message, { cause: error });
    throw error;
  }
}

export const putBucketPolicy: Handler = async (call) => {
  const bucket = bucketOf(call);
  requireDigest(call);
  const text = await call.body.text(MAX_XML);
  if (Buffer.byteLength(text) > MAX_POLICY)
    throw new S3Error("MalformedPolicy", "Policy exceeds the maximum allowed document size.");
  const policy = readBucketPolicy(text, bucket, call);
  if (bucket.publicAccessBlock?.BlockPublicPolicy && isPublicPolicy(policy))
    throw new S3Error(
      "AccessDenied",
      `User: ${call.rights.context.identity.arn} is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::${bucket.name}" because public policies are blocked by the BlockPublicPolicy block public access setting.`,
    );
  await bucket.set({ policy: text });
  return { status: 204 };
};

export const getBucketPolicy: Handler = async (call) => {
  const bucket = bucketOf(call);
  const text = bucket.settings.policy;
  if (text === undefined)
    throw new S3Error("NoSuchBucketPolicy", undefined, { details: { BucketName: bucket.name } });
  return { status: 200, headers: { "content-type": "application/json" }, body: text };
};

export const deleteBucketPolicy: Handler = async (call) => {
  await bucketOf(call).set({ policy: undefined });
  return { status: 204 };
};

export const getBucketPolicyStatus: Handler = async (call) => {
  const bucket = bucketOf(call);
  const policy = policyOf(bucket);
  if (policy === null)
    throw new S3Error("NoSuchBucketPolicy", undefined, { details: { BucketName: bucket.name } });
  return xmlReply("PolicyStatus", { IsPublic: isPublicPolicy(policy) });
};

export const putPublicAccessBlock: Handler = async (call) => {
  const bucket = bucketOf(call);
  requireDigest(call);
  const root = readXml(await call.body.text(MAX_XML), "PublicAccessBlockConfiguration");
  onlyChildren(root, PUBLIC_ACCESS_SWITCHES);
  const block = { ...ALL_BLOCKED };
  for (const name of PUBLIC_ACCESS_SWITCHES) {
    const value = (childText(root, name) ?? "false").trim().toLowerCase();
    if (value !== "true" && value !== "false") throw new S3Error("MalformedXML");
    block[name] = value === "true";
  }
  await bucket.set({ publicAccessBlock: block });
  return { status: 200 };
};

export const getPublicAccessBlock: Handler = async (call) => {
  const bucket = bucketOf(call);
  const block = bucket.publicAccessBlock;
  if (block === null)
    throw new S3Error("NoSuchPublicAccessBlockConfiguration", undefined, {
      details: { BucketName: bucket.name },
    });
  return xmlReply("PublicAccessBlockConfiguration", block);
};

export const deletePublicAccessBlock: Handler = async (call) => {
  await bucketOf(call).set({ publicAccessBlock: null });
  return { status: 204 };
};
