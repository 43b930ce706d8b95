import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectLegalHoldCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectLockConfigurationCommand,
  PutObjectRetentionCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { type Bench, type Case, expectError, expectStatus, refused } from "./bench";
import { differing, LOCKS, NO_LOCKS, unimitated } from "./differences";
import { ask, place, put, read } from "./versioned";
import { pathOf } from "./wire";

const HOUR = 3600_000;
const MODE = "x-amz-object-lock-mode";
const UNTIL = "x-amz-object-lock-retain-until-date";
const HOLD = "x-amz-object-lock-legal-hold";
const DEFAULT = { DefaultRetention: { Mode: "GOVERNANCE", Days: 1 } } as const;

function inHours(hours: number): Date {
  return new Date(Math.floor(Date.now() / 1000) * 1000 + hours * HOUR);
}

function digest(body: string): Record<string, string> {
  return { "content-md5": createHash("md5").update(body).digest("base64") };
}

async function locked(bench: Bench, Key: string, hours: number | null = 1) {
  const Bucket = await bench.lockedBucket();
  const lock =
    hours === null
      ? {}
      : { ObjectLockMode: "GOVERNANCE" as const, ObjectLockRetainUntilDate: inHours(hours) };
  const answer = await bench.s3.send(new PutObjectCommand({ Bucket, Key, Body: "locked", ...lock }));
  return { Bucket, Key, VersionId: answer.VersionId ?? "" };
}

type Version = Awaited<ReturnType<typeof locked>>;

function remove(bench: Bench, version: Version, BypassGovernanceRetention = false) {
  return bench.s3.send(
    new DeleteObjectCommand({ ...version, ...(BypassGovernanceRetention && { BypassGovernanceRetention }) }),
  );
}

function retain(bench: Bench, version: Version, until: Date, BypassGovernanceRetention = false) {
  return bench.s3.send(
    new PutObjectRetentionCommand({
      ...version,
      Retention: { Mode: "GOVERNANCE", RetainUntilDate: until },
      ...(BypassGovernanceRetention && { BypassGovernanceRetention }),
    }),
  );
}

/** A bucket whose every new object is locked for a day. */
async function byDefault(bench: Bench): Promise<string> {
  const Bucket = await bench.newBucket(true);
  await bench.s3.send(
    new PutObjectLockConfigurationCommand({
      Bucket,
      ObjectLockConfiguration: { ObjectLockEnabled: "Enabled", Rule: DEFAULT },
    }),
  );
  return Bucket;
}

const cases: Case[] = [
  {
    name: "object lock: a bucket made for it keeps versions, and cannot stop",
    run: async (bench) => {
      const Bucket = await bench.lockedBucket();
      const { ObjectLockConfiguration } = await bench.s3.send(
        new GetObjectLockConfigurationCommand({ Bucket }),
      );
      assert.deepEqual(ObjectLockConfiguration, { ObjectLockEnabled: "Enabled" });
      assert.match(await put(bench, { bucket: Bucket, key: "versioned" }, "x"), /^.{5,}$/);
      await refused(bench.setVersioning(Bucket, "Suspended"), 409, "InvalidBucketState");
    },
  },
  {
    name: "object lock: a bucket that was not made for it has no configuration and takes no locks",
    run: async (bench) => {
      const at = await place(bench, "unlockable");
      const configuration = new GetObjectLockConfigurationCommand({ Bucket: at.bucket });
      await refused(bench.s3.send(configuration), 404, "ObjectLockConfigurationNotFoundError");
      const headers = { [HOLD]: "ON", ...digest("x") };
      expectError(await ask(bench, "PUT", at, { headers, body: "x" }), 400, "InvalidRequest");
      expectStatus(await ask(bench, "HEAD", at), 404);
    },
  },
  {
    name: "object lock: a default is told back, and holds for what is written from then on",
    run: async (bench) => {
      const Bucket = await byDefault(bench);
      const { ObjectLockConfiguration } = await bench.s3.send(
        new GetObjectLockConfigurationCommand({ Bucket }),
      );
      assert.deepEqual(ObjectLockConfiguration?.Rule, DEFAULT);
      const { VersionId } = await bench.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
      const head = await bench.s3.send(new HeadObjectCommand({ Bucket, Key: "k", VersionId }));
      assert.equal(head.ObjectLockMode, "GOVERNANCE");
      const until = head.ObjectLockRetainUntilDate?.getTime() ?? 0;
      assert.ok(Math.abs(until - Date.now() - 24 * HOUR) < 0.1 * HOUR, `${until}`);
      await refused(remove(bench, { Bucket, Key: "k", VersionId: VersionId ?? "" }), 403, "AccessDenied");
    },
  },
  {
    name: "object lock: where locks are the default, every PUT demands a checksum or an MD5",
    differs: {
      ceph16: {
        store: "demands none",
        cooper: "uploads without one; where the store does demand one, the upload fails and says why",
      },
    },
    run: async (bench) => {
      const at = { bucket: await byDefault(bench), key: "digest" };
      const answer = expectError(await ask(bench, "PUT", at, { body: "x" }), 400, "InvalidRequest");
      assert.match(answer.text, /Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object/);
      expectStatus(await ask(bench, "HEAD", at), 404);
      await put(bench, at, "x", digest("x"));
      await put(bench, at, "y", {
        "x-amz-checksum-sha256": createHash("sha256").update("y").digest("base64"),
      });
      assert.equal(await read(bench, at), "y");
    },
  },
  {
    name: "object lock: a PUT that asks for a lock demands a checksum or an MD5",
    differs: {
      ceph16: {
        store: "demands none",
        cooper: "uploads without one; where the store does demand one, the upload fails and says why",
      },
    },
    run: async (bench) => {
      const at = { bucket: await bench.lockedBucket(), key: "asked" };
      for (const headers of [
        { [HOLD]: "OFF" },
        { [MODE]: "GOVERNANCE", [UNTIL]: inHours(1).toISOString() },
      ] as Record<string, string>[])
        expectError(await ask(bench, "PUT", at, { body: "x", headers }), 400, "InvalidRequest");
      await put(bench, at, "no lock, no demand");
    },
  },
  {
    name: "object lock: each part of a locked upload demands a checksum or an MD5",
    differs: {
      ceph16: {
        store: "demands none",
        cooper: "uploads without one; where the store does demand one, the upload fails and says why",
      },
    },
    run: async (bench) => {
      const bucket = await byDefault(bench);
      const begun = await bench.s3.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: "k" }));
      const query = { partNumber: "1", uploadId: begun.UploadId ?? "" };
      const part = { method: "PUT", path: pathOf(bucket, "k"), query, body: "part" };
      const answer = expectError(await bench.signed(part), 400, "InvalidRequest");
      assert.match(answer.text, /required for Put Part requests with Object Lock parameters/);
      expectStatus(await bench.signed({ ...part, headers: digest("part") }), 200);
    },
  },
  {
    name: "object lock: an upload in parts gets the lock that was asked for at its beginning",
    differs: { ceph16: unimitated("forgets it", LOCKS) },
    run: async (bench) => {
      const Bucket = await bench.lockedBucket();
      const until = inHours(2);
      const lock = { ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: until } as const;
      const begin = new CreateMultipartUploadCommand({ Bucket, Key: "parts", ...lock });
      const upload = { Bucket, Key: "parts", UploadId: (await bench.s3.send(begin)).UploadId };
      const part = await bench.s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: "x" }));
      const Parts = [{ PartNumber: 1, ETag: part.ETag }];
      await bench.s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
      const head = await bench.s3.send(new HeadObjectCommand({ Bucket, Key: "parts" }));
      assert.equal(head.ObjectLockMode, "GOVERNANCE");
      assert.equal(head.ObjectLockRetainUntilDate?.getTime(), until.getTime());
    },
  },
  {
    name: "object lock: a copy has the lock that was asked for, not that of its source",
    differs: { ceph16: unimitated("gives it that of its source", LOCKS) },
    run: async (bench) => {
      const { Bucket, Key } = await locked(bench, "copied");
      const CopySource = `${Bucket}/${Key}`;
      const until = inHours(2);
      const lock = { ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: until } as const;
      await bench.s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource, ...lock }));
      await bench.s3.send(new CopyObjectCommand({ Bucket, Key: "free copy", CopySource }));
      const head = (key: string) => bench.s3.send(new HeadObjectCommand({ Bucket, Key: key }));
      assert.equal((await head("copy")).ObjectLockRetainUntilDate?.getTime(), until.getTime());
      assert.equal((await head("free copy")).ObjectLockMode, undefined);
    },
  },
  {
    name: "object lock: a retained version cannot be deleted, but hidden and written over",
    run: async (bench) => {
      const version = await locked(bench, "retained");
      await refused(remove(bench, version), 403, "AccessDenied");
      const { Errors } = await bench.s3.send(
        new DeleteObjectsCommand({
          Bucket: version.Bucket,
          Delete: { Objects: [{ Key: version.Key, VersionId: version.VersionId }] },
        }),
      );
      assert.deepEqual(
        Errors?.map(({ Code }) => Code),
        ["AccessDenied"],
      );
      const at = { bucket: version.Bucket, key: version.Key };
      assert.equal(expectStatus(await ask(bench, "DELETE", at), 204).headers["x-amz-delete-marker"], "true");
      await put(bench, at, "newer");
      assert.equal(await read(bench, at, version.VersionId), "locked");
      await remove(bench, version, true);
      expectStatus(await ask(bench, "GET", at, { version: version.VersionId }), 404);
    },
  },
  {
    name: "object lock: a batch passes over governance when told to",
    run: async (bench) => {
      const { Bucket, ...object } = await locked(bench, "batch");
      const { Deleted } = await bench.s3.send(
        new DeleteObjectsCommand({
          Bucket,
          Delete: { Objects: [object] },
          BypassGovernanceRetention: true,
        }),
      );
      assert.equal(Deleted?.[0]?.VersionId, object.VersionId);
    },
  },
  {
    name: "object lock: governance is lengthened by anyone, and shortened only past it",
    run: async (bench) => {
      const version = await locked(bench, "period", 2);
      const until = inHours(1);
      await refused(retain(bench, version, until), 403, "AccessDenied");
      await retain(bench, version, inHours(3));
      await retain(bench, version, until, true);
      const { Retention } = await bench.s3.send(new GetObjectRetentionCommand(version));
      assert.deepEqual(
        [Retention?.Mode, Retention?.RetainUntilDate?.getTime()],
        ["GOVERNANCE", until.getTime()],
      );
    },
  },
  {
    name: "object lock: a legal hold holds whatever the retention, until it is taken off",
    run: async (bench) => {
      const version = await locked(bench, "held", null);
      const hold = (Status: "ON" | "OFF") =>
        bench.s3.send(new PutObjectLegalHoldCommand({ ...version, LegalHold: { Status } }));
      await hold("ON");
      assert.equal((await bench.s3.send(new GetObjectLegalHoldCommand(version))).LegalHold?.Status, "ON");
      const head = await bench.s3.send(new HeadObjectCommand(version));
      assert.equal(head.ObjectLockLegalHoldStatus, "ON");
      await refused(remove(bench, version), 403, "AccessDenied");
      await refused(remove(bench, version, true), 403, "AccessDenied");
      await hold("OFF");
      await remove(bench, version);
    },
  },
  {
    name: "object lock: a version without a lock has none to tell",
    differs: { ceph16: unimitated("answers ObjectLockConfigurationNotFoundError", LOCKS) },
    run: async (bench) => {
      const version = await locked(bench, "free", null);
      for (const command of [new GetObjectRetentionCommand(version), new GetObjectLegalHoldCommand(version)])
        await refused(
          bench.s3.send(command as GetObjectRetentionCommand),
          404,
          "NoSuchObjectLockConfiguration",
        );
    },
  },
  {
    name: "object lock: half a lock, a past one and an unknown one are refused",
    run: async (bench) => {
      const at = { bucket: await bench.lockedBucket(), key: "half" };
      const until = inHours(1).toISOString();
      const wrong: Record<string, string>[] = [
        { [MODE]: "GOVERNANCE" },
        { [UNTIL]: until },
        { [MODE]: "GOVERNANCE", [UNTIL]: "2001-01-01T00:00:00Z" },
        { [MODE]: "GOVERNANCE", [UNTIL]: "tomorrow" },
        { [MODE]: "FOREVER", [UNTIL]: until },
        { [HOLD]: "MAYBE" },
      ];
      for (const lock of wrong) {
        const answer = await ask(bench, "PUT", at, { headers: { ...lock, ...digest("x") }, body: "x" });
        expectError(answer, 400, "InvalidArgument");
      }
      expectStatus(await ask(bench, "HEAD", at), 404);
    },
  },
  {
    name: "object lock: a configuration that S3 does not know is refused",
    differs: { ceph16: { store: "asks for no digest, and answers InvalidRetentionPeriod", cooper: LOCKS } },
    run: async (bench) => {
      const path = pathOf(await bench.lockedBucket());
      const set = (rule: string, headers?: Record<string, string>) => {
        const body = `<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention>${rule}</DefaultRetention></Rule></ObjectLockConfiguration>`;
        const query = { "object-lock": "" };
        return bench.signed({ method: "PUT", path, query, body, headers: headers ?? digest(body) });
      };
      const mode = "<Mode>GOVERNANCE</Mode>";
      for (const rule of [
        mode,
        "<Days>1</Days>",
        `${mode}<Days>1</Days><Years>1</Years>`,
        `${mode}<Days>x</Days>`,
      ])
        expectError(await set(rule), 400, "MalformedXML");
      expectError(await set(`${mode}<Days>0</Days>`), 400, "InvalidArgument");
      expectError(await set(`${mode}<Years>101</Years>`), 400, "InvalidArgument");
      expectError(await set(`${mode}<Days>1</Days>`, {}), 400, "InvalidRequest");
    },
  },
  {
    name: "object lock: passing over governance is for buckets with object lock",
    differs: { ceph16: unimitated("overlooks it", LOCKS) },
    run: async (bench) => {
      const at = await place(bench, "bypass");
      await put(bench, at, "x");
      const headers = { "x-amz-bypass-governance-retention": "true" };
      expectError(await ask(bench, "DELETE", at, { headers }), 400, "InvalidArgument");
      assert.equal(await read(bench, at), "x");
    },
  },
  {
    name: "object lock: a bucket that keeps versions can be given it later, one that does not cannot",
    differs: { ceph16: unimitated("has it from the beginning or never", LOCKS) },
    run: async (bench) => {
      const Bucket = await bench.newBucket();
      const configure = () =>
        bench.s3.send(
          new PutObjectLockConfigurationCommand({
            Bucket,
            ObjectLockConfiguration: { ObjectLockEnabled: "Enabled" },
          }),
        );
      await refused(configure(), 409, "InvalidBucketState");
      await bench.setVersioning(Bucket, "Enabled");
      await configure();
      await refused(bench.setVersioning(Bucket, "Suspended"), 409, "InvalidBucketState");
    },
  },
];

/** None of it holds where a bucket cannot have them. */
export const objectLockCases: Case[] = cases
  .map(differing("garage", NO_LOCKS))
  .map(differing("r2", NO_LOCKS));
