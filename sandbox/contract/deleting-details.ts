import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { type Bench, type Case, expectError, expectStatus } from "./bench";
import { alike, unimitated } from "./differences";
import { pathOf, type Wire } from "./wire";

async function batch(bench: Bench, bucket: string, object: string): Promise<string> {
  const body = `<Delete><Object>${object}</Object></Delete>`;
  const headers = { "content-md5": createHash("md5").update(body).digest("base64") };
  const wire = { method: "POST", path: pathOf(bucket), query: { delete: "" }, headers, body };
  return expectStatus(await bench.signed(wire), 200).text;
}

const NO_VERSIONS = { store: "keeps no versions", cooper: "shows none" };
const LATER = new Date(Date.now() + 3600_000);
const element = (name: string, inner: string) => `<${name}>${inner}</${name}>`;

type Lock = { what: string; status: number; code: string; ceph16?: string; wire: (path: string) => Wire };

const put = (headers: Record<string, string>) => (path: string) => {
  const digest = createHash("md5").update("x").digest("base64");
  return { method: "PUT", path, headers: { "content-md5": digest, ...headers }, body: "x" };
};
const document = (name: string, body: string, digested: boolean) => (path: string) => {
  const headers = { "content-md5": createHash("md5").update(body).digest("base64") };
  return { method: "PUT", path, query: { [name]: "" }, body, ...(digested ? { headers } : {}) };
};
const retention = (until: string) =>
  element("Retention", element("Mode", "GOVERNANCE") + element("RetainUntilDate", until));
const MODE = { "x-amz-object-lock-mode": "GOVERNANCE" };
const UNTIL = "x-amz-object-lock-retain-until-date";

const LOCKS: Lock[] = [
  {
    what: "a lock until a day without an hour",
    ceph16: "takes it for midnight",
    ...{ status: 400, code: "InvalidArgument" },
    wire: put({ ...MODE, [UNTIL]: LATER.toISOString().replace(/T.*/, "").replace(/^\d+/, "2100") }),
  },
  {
    what: "a lock until a time in HTTP's words",
    ...{ status: 400, code: "InvalidArgument" },
    wire: put({ ...MODE, [UNTIL]: LATER.toUTCString() }),
  },
  {
    what: "a retention without a digest",
    ceph16: "asks for none",
    ...{ status: 400, code: "InvalidRequest" },
    wire: document("retention", retention(LATER.toISOString()), false),
  },
  {
    what: "a legal hold without a digest",
    ceph16: "asks for none",
    ...{ status: 400, code: "InvalidRequest" },
    wire: document("legal-hold", element("LegalHold", element("Status", "OFF")), false),
  },
  {
    what: "a DELETE that perhaps passes over governance",
    ceph16: "takes it for no",
    ...{ status: 400, code: "InvalidArgument" },
    wire: (path) => ({
      method: "DELETE",
      path,
      headers: { "x-amz-bypass-governance-retention": "perhaps" },
    }),
  },
];

export const deletingDetailCases: Case[] = [
  {
    name: "a batch deletes a key only while its ETag is the one named",
    differs: { ceph16: unimitated("ignores it", "sends no such request") },
    run: async (bench) => {
      const Bucket = await bench.bucket();
      const ETag = await bench.put("batch/etag", "now");
      const named = (etag: string) => element("Key", "batch/etag") + element("ETag", etag);
      assert.match(await batch(bench, Bucket, named('"0"')), /<Code>PreconditionFailed<\/Code>/);
      assert.equal(await bench.exists("batch/etag"), true);
      assert.match(await batch(bench, Bucket, named(ETag)), /<Deleted>/);
      assert.equal(await bench.exists("batch/etag"), false);
    },
  },
  {
    name: "a batch refuses a key of 1,025 bytes, that one alone",
    differs: { ceph16: unimitated("takes it", "sends no such request") },
    run: async (bench) => {
      const text = await batch(bench, await bench.bucket(), element("Key", "k".repeat(1025)));
      assert.match(text, /<Code>KeyTooLongError<\/Code>/);
    },
  },
  {
    name: "a version is deleted only while the newest one's ETag is the one named",
    absent: { garage: NO_VERSIONS, r2: NO_VERSIONS },
    differs: { ceph16: { store: "ignores it", cooper: "sends no such request" } },
    run: async (bench) => {
      const Bucket = await bench.versionedBucket();
      const put = new PutObjectCommand({ Bucket, Key: "delete/etag", Body: "x" });
      const { VersionId: versionId = "", ETag = "" } = await bench.s3.send(put);
      const path = pathOf(Bucket, "delete/etag");
      const remove = async (etag: string) =>
        await bench.signed({
          method: "DELETE",
          path,
          query: { versionId },
          headers: { "if-match": etag },
        });
      expectError(await remove('"0"'), 412, "PreconditionFailed");
      expectStatus(await bench.signed({ path, query: { versionId } }), 200);
      expectStatus(await remove(ETag), 204);
    },
  },
  {
    name: "a request that needs no body is held to what it says of the one it has",
    differs: { ceph16: unimitated("answers NotImplemented", "sends no such request") },
    run: async (bench) => {
      await bench.put("delete/body");
      const wire = { method: "DELETE", path: pathOf(await bench.bucket(), "delete/body"), body: "sent" };
      const payload = createHash("sha256").update("signed").digest("hex");
      const headers = { "content-length": "4" };
      expectError(await bench.signed({ ...wire, headers }, { payload }), 400, "XAmzContentSHA256Mismatch");
      assert.equal(await bench.exists("delete/body"), true);
    },
  },
];

export const lockDetailCases: Case[] = [
  ...LOCKS.map(
    ({ what, status, code, ceph16, wire }): Case => ({
      name: `${what} is ${code}`,
      ...(ceph16 === undefined
        ? {}
        : {
            differs: {
              ceph16: (ceph16 === "asks for none" ? alike : unimitated)(ceph16, "sends no such request"),
            },
          }),
      run: async (bench) => {
        const Bucket = await bench.lockedBucket();
        await bench.s3.send(new PutObjectCommand({ Bucket, Key: "lock/details", Body: "x" }));
        expectError(await bench.signed(wire(pathOf(Bucket, "lock/details"))), status, code);
      },
    }),
  ),
];
