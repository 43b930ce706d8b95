import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { DeleteBucketPolicyCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { type Bench, type Case, expectError, expectStatus } from "./bench";
import { alike, unimitated } from "./differences";
import { deny, EVERYONE, putPolicy } from "./statements";
import { pathOf, type Wire } from "./wire";

const NO_ATTRIBUTES = {
  ceph16: { store: "has no GetObjectAttributes", cooper: "reads what it shows by HEAD" },
};

type Right = {
  what: string;
  action: string;
  ceph16?: string;
  absent?: Case["absent"];
  /** Whether the sandbox does so too when it is like Ceph. */
  imitated?: boolean;
  wire: (place: { bucket: string; etag: string; version: string }) => Wire;
};

const LATER = new Date(Date.now() + 3600_000).toISOString();

const read =
  (query: Record<string, string>, headers: Record<string, string> = {}) =>
  ({ bucket, version }: { bucket: string; version: string }): Wire => ({
    path: pathOf(bucket, "key"),
    query: "versionId" in query ? { ...query, versionId: version } : query,
    headers,
  });

const write =
  (headers: (etag: string) => Record<string, string>) =>
  ({ bucket, etag }: { bucket: string; etag: string }): Wire => {
    const digest = createHash("md5").update("x").digest("base64");
    const all = { "content-md5": digest, ...headers(etag) };
    return { method: "PUT", path: pathOf(bucket, "key"), headers: all, body: "x" };
  };

const ATTRIBUTES = { "x-amz-object-attributes": "ETag" };

/** What takes an action besides that of its own name ("Required permissions for Amazon S3 API operations"). */
const RIGHTS: Right[] = [
  { what: "reading a version", action: "GetObjectVersion", wire: read({ versionId: "" }) },
  {
    what: "reading a version's tags",
    action: "GetObjectVersionTagging",
    wire: read({ tagging: "", versionId: "" }),
  },
  {
    what: "asking for attributes",
    action: "GetObjectAttributes",
    absent: NO_ATTRIBUTES,
    wire: read({ attributes: "" }, ATTRIBUTES),
  },
  {
    what: "asking for attributes",
    action: "GetObject",
    absent: NO_ATTRIBUTES,
    wire: read({ attributes: "" }, ATTRIBUTES),
  },
  {
    what: "asking for a version's attributes",
    action: "GetObjectVersion",
    absent: NO_ATTRIBUTES,
    wire: read({ attributes: "", versionId: "" }, ATTRIBUTES),
  },
  {
    what: "a PUT with tags",
    action: "PutObjectTagging",
    ceph16: "asks for s3:PutObject alone",
    wire: write(() => ({ "x-amz-tagging": "a=1" })),
  },
  {
    what: "a PUT with a retention",
    action: "PutObjectRetention",
    ceph16: "asks for s3:PutObject alone",
    wire: write(() => ({
      "x-amz-object-lock-mode": "GOVERNANCE",
      "x-amz-object-lock-retain-until-date": LATER,
    })),
  },
  {
    what: "a PUT with a hold",
    action: "PutObjectLegalHold",
    ceph16: "asks for s3:PutObject alone",
    wire: write(() => ({ "x-amz-object-lock-legal-hold": "OFF" })),
  },
  {
    what: "a PUT with If-Match",
    action: "GetObject",
    ceph16: "asks for s3:PutObject alone",
    imitated: true,
    wire: write((etag) => ({ "if-match": etag })),
  },
  {
    what: "deleting a version",
    action: "DeleteObjectVersion",
    wire: (place) => ({ ...read({ versionId: "" })(place), method: "DELETE" }),
  },
  {
    what: "passing over governance",
    action: "BypassGovernanceRetention",
    ceph16: "asks only where something is governed",
    wire: (place) => ({
      ...read({ versionId: "" }, { "x-amz-bypass-governance-retention": "true" })(place),
      method: "DELETE",
    }),
  },
];

type Batch = { what: string; action: string; ceph16?: string; headers: Record<string, string> };

const BATCHES: Batch[] = [
  { what: "deleting a version in a batch", action: "DeleteObjectVersion", headers: {} },
  {
    what: "passing over governance in a batch",
    action: "BypassGovernanceRetention",
    ceph16: "asks only where something is governed",
    headers: { "x-amz-bypass-governance-retention": "true" },
  },
];

async function placeWithout(bench: Bench, action: string) {
  const bucket = await bench.newBucket(true);
  const put = new PutObjectCommand({ Bucket: bucket, Key: "key", Body: "x" });
  const { ETag = "", VersionId = "" } = await bench.s3.send(put);
  await putPolicy(bench, bucket, { Principal: EVERYONE, ...deny(`s3:${action}`)(bucket) });
  return { bucket, etag: ETag, version: VersionId };
}

export const rightCases: Case[] = [
  ...RIGHTS.map(
    ({ what, action, ceph16, absent = {}, imitated = false, wire }): Case => ({
      name: `${what} takes s3:${action}`,
      absent,
      ...(ceph16 === undefined
        ? {}
        : { differs: { ceph16: (imitated ? alike : unimitated)(ceph16, "shows what the store answers") } }),
      run: async (bench) => {
        const place = await placeWithout(bench, action);
        expectError(await bench.signed(wire(place)), 403, "AccessDenied");
        await bench.s3.send(new DeleteBucketPolicyCommand({ Bucket: place.bucket }));
        const { status, text } = await bench.signed(wire(place));
        assert.ok(status < 300, `${status} ${text}`);
      },
    }),
  ),
  ...BATCHES.map(
    ({ what, action, ceph16, headers }): Case => ({
      name: `${what} takes s3:${action}`,
      ...(ceph16 === undefined
        ? {}
        : { differs: { ceph16: unimitated(ceph16, "shows what the store answers") } }),
      run: async (bench) => {
        const { bucket, version } = await placeWithout(bench, action);
        const body = `<Delete><Object><Key>key</Key><VersionId>${version}</VersionId></Object></Delete>`;
        const digest = createHash("md5").update(body).digest("base64");
        const batch = {
          method: "POST",
          path: pathOf(bucket),
          query: { delete: "" },
          headers: { "content-md5": digest, ...headers },
          body,
        };
        assert.match(expectStatus(await bench.signed(batch), 200).text, /<Code>AccessDenied<\/Code>/);
        await bench.s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket }));
        assert.match(expectStatus(await bench.signed(batch), 200).text, /<Deleted>/);
      },
    }),
  ),
  ...["x-amz-expected-bucket-owner", "x-amz-source-expected-bucket-owner"].map(
    (name): Case => ({
      name: `${name} must be the owner's, and an account's id`,
      differs: { ceph16: unimitated("ignores it", "shows what the store answers") },
      run: async (bench) => {
        const bucket = await bench.bucket();
        await bench.put("owned");
        const copy = { "x-amz-copy-source": `${bucket}/owned` };
        const ask = async (owner: string) =>
          await bench.signed({
            method: "PUT",
            path: pathOf(bucket, "owned-copy"),
            headers: { ...copy, [name]: owner },
          });
        // An account that nobody here has.
        expectError(await ask("999999999999"), 403, "AccessDenied");
        expectError(await ask("someone"), 400, "InvalidBucketOwnerAWSAccountID");
        assert.equal(await bench.exists("owned-copy"), false);
      },
    }),
  ),
];
