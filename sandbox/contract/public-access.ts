import assert from "node:assert/strict";
import {
  DeletePublicAccessBlockCommand,
  GetBucketPolicyStatusCommand,
  GetPublicAccessBlockCommand,
  PutBucketCorsCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import { type Case, expectError, expectStatus, refused } from "./bench";
import { ANONYMOUS, RULES_OF_THE_SERVER, unimitated } from "./differences";
import { allow, anyone, bucketWith, EVERYONE, putPolicy, read } from "./statements";
import { pathOf } from "./wire";

export const publicAccessCases: Case[] = [
  {
    name: "nobody reads a bucket without a policy",
    run: async (bench) => {
      await bench.put("closed");
      assert.equal(await read(bench, await bench.bucket(), "closed"), 403);
    },
  },
  {
    name: "anyone reads what a policy opens, and only that",
    run: async (bench) => {
      const bucket = await bucketWith(bench, allow("s3:GetObject", "/open/*"));
      await bench.put("open/a", "for all", bucket);
      await bench.put("opened/b", "not for all", bucket);
      assert.equal((await anyone(bench, { path: pathOf(bucket, "open/a") })).text, "for all");
      const head = await anyone(bench, { method: "HEAD", path: pathOf(bucket, "open/a") });
      assert.equal(head.status, 200);
      assert.equal(await read(bench, bucket, "opened/b"), 403);
      for (const method of ["PUT", "DELETE"])
        expectError(await anyone(bench, { method, path: pathOf(bucket, "open/a") }), 403, "AccessDenied");
      expectError(await anyone(bench, { path: pathOf(bucket) }), 403, "AccessDenied");
    },
  },
  {
    name: "an open bucket's answers carry its CORS headers",
    differs: { minio: RULES_OF_THE_SERVER },
    run: async (bench) => {
      const Bucket = await bucketWith(bench, allow("s3:GetObject"));
      const CORSRules = [{ AllowedOrigins: ["https://app.example"], AllowedMethods: ["GET"] }];
      await bench.s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
      await bench.put("k", "x", Bucket);
      const answer = await anyone(bench, {
        path: pathOf(Bucket, "k"),
        headers: { origin: "https://app.example" },
      });
      assert.equal(expectStatus(answer, 200).headers["access-control-allow-origin"], "https://app.example");
    },
  },
  {
    name: "what is missing is denied to those who may not list, and missing to those who may",
    run: async (bench) => {
      const bucket = await bucketWith(bench, allow("s3:GetObject"));
      expectError(await anyone(bench, { path: pathOf(bucket, "missing") }), 403, "AccessDenied");
      await putPolicy(
        bench,
        bucket,
        { Principal: EVERYONE, ...allow("s3:GetObject")(bucket) },
        { Principal: EVERYONE, ...allow("s3:ListBucket", "")(bucket) },
      );
      expectError(await anyone(bench, { path: pathOf(bucket, "missing") }), 404, "NoSuchKey");
    },
  },
  {
    name: "nobody asks for other headers than an object has",
    differs: { ceph16: unimitated("breaks its answer off", ANONYMOUS) },
    run: async (bench) => {
      const bucket = await bucketWith(bench, allow("s3:GetObject"));
      await bench.put("k", "x", bucket);
      const query = { "response-content-type": "text/html" };
      expectError(await anyone(bench, { path: pathOf(bucket, "k"), query }), 400, "InvalidRequest");
    },
  },
  {
    name: "nobody begins a multipart upload",
    differs: { ceph16: unimitated("lets nobody begin one", ANONYMOUS) },
    run: async (bench) => {
      const bucket = await bucketWith(bench, allow("s3:PutObject"));
      expectStatus(await anyone(bench, { method: "PUT", path: pathOf(bucket, "k"), body: "x" }), 200);
      const wire = { method: "POST", path: pathOf(bucket, "m"), query: { uploads: "" } };
      expectError(await anyone(bench, wire), 403, "AccessDenied");
    },
  },
  {
    name: "whether a policy is public can be asked",
    run: async (bench) => {
      const status = async (Bucket: string) =>
        (await bench.s3.send(new GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus?.IsPublic;
      assert.equal(await status(await bucketWith(bench, allow("s3:GetObject"))), true);
      const Condition = { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } };
      assert.equal(await status(await bucketWith(bench, allow("s3:GetObject", "/*", { Condition }))), false);
    },
  },
  {
    name: "a new bucket blocks public access until told otherwise",
    differs: { ceph16: unimitated("blocks nothing by itself", ANONYMOUS) },
    run: async (bench) => {
      const Bucket = await bench.newBucket();
      const { PublicAccessBlockConfiguration } = await bench.s3.send(
        new GetPublicAccessBlockCommand({ Bucket }),
      );
      assert.equal(PublicAccessBlockConfiguration?.BlockPublicPolicy, true);
      const statement = { Principal: EVERYONE, ...allow("s3:GetObject")(Bucket) };
      await refused(putPolicy(bench, Bucket, statement), 403, "AccessDenied");
      await bench.s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
      await refused(
        bench.s3.send(new GetPublicAccessBlockCommand({ Bucket })),
        404,
        "NoSuchPublicAccessBlockConfiguration",
      );
      await putPolicy(bench, Bucket, statement);
    },
  },
  {
    name: "a bucket that restricts public access answers nobody, whatever its policy says",
    differs: { ceph16: unimitated("looks only at public ACLs", ANONYMOUS) },
    run: async (bench) => {
      const Bucket = await bucketWith(bench, allow("s3:GetObject"));
      await bench.put("k", "x", Bucket);
      assert.equal(await read(bench, Bucket, "k"), 200);
      const PublicAccessBlockConfiguration = { RestrictPublicBuckets: true };
      await bench.s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
      assert.equal(await read(bench, Bucket, "k"), 403);
      expectStatus(await bench.signed({ path: pathOf(Bucket, "k") }), 200);
    },
  },
];
