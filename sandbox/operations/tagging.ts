import { S3Error } from "../errors";
import { type Reply, xmlReply } from "../http/reply";
import { queryValue } from "../http/request";
import type { ObjectRecord, Tag } from "../store/versions";
import { readTagging, tagSet } from "../tags";
import { bucketOf, type Call, type Handler, keyOf } from "./call";
import { requireDigest } from "./cors";
import { findObject, versionHeaders } from "./finding";

const MAX_XML = 64 * 1024;

function objectOf(call: Call): ObjectRecord {
  return findObject(bucketOf(call), keyOf(call), queryValue(call.request, "versionId"));
}

/** Tags are no part of an object's state: neither ETag nor Last-Modified changes with them, and no version is made. */
async function setTags(call: Call, tags: Tag[], status: number): Promise<Reply> {
  const bucket = bucketOf(call);
  const record = await bucket.objects.update(keyOf(call), () => ({ ...objectOf(call), tags }));
  return { status, headers: versionHeaders(bucket, record) };
}

export const getObjectTagging: Handler = async (call) => {
  const record = objectOf(call);
  const reply = xmlReply("Tagging", tagSet(record.tags ?? []));
  return { ...reply, headers: { ...reply.headers, ...versionHeaders(bucketOf(call), record) } };
};

export const putObjectTagging: Handler = async (call) => {
  requireDigest(call);
  return await setTags(call, readTagging(await call.body.text(MAX_XML), "object"), 200);
};

export const deleteObjectTagging: Handler = async (call) => await setTags(call, [], 204);

export const getBucketTagging: Handler = async (call) => {
  const bucket = bucketOf(call);
  const { tags } = bucket.settings;
  if (!tags) throw new S3Error("NoSuchTagSet", undefined, { details: { BucketName: bucket.name } });
  return xmlReply("Tagging", tagSet(tags));
};

export const putBucketTagging: Handler = async (call) => {
  requireDigest(call);
  const tags = readTagging(await call.body.text(MAX_XML), "bucket");
  await bucketOf(call).set({ tags: tags.length > 0 ? tags : undefined });
  return { status: 204 };
};

export const deleteBucketTagging: Handler = async (call) => {
  await bucketOf(call).set({ tags: undefined });
  return { status: 204 };
};
