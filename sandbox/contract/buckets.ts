import assert from "node:assert/strict";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetBucketLocationCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { type Case, expectError, expectStatus, refused } from "./bench";
import { BUCKETS_HIDDEN } from "./differences";
import { pathOf } from "./wire";

export const bucketCases: Case[] = [
  {
    name: "a bucket is created, found, listed and deleted",
    differs: { r2: BUCKETS_HIDDEN },
    run: async (bench) => {
      const Bucket = await bench.newBucket();
      expectStatus(await bench.signed({ method: "HEAD", path: pathOf(Bucket) }), 200);
      const listed = await bench.s3.send(new ListBucketsCommand({}));
      assert.ok(listed.Buckets?.some(({ Name }) => Name === Bucket));
      await bench.s3.send(new DeleteBucketCommand({ Bucket }));
      expectStatus(await bench.signed({ method: "HEAD", path: pathOf(Bucket) }), 404);
    },
  },
  {
    name: "a bucket's location is its region, and us-east-1 has no name there",
    differs: {
      ceph16: {
        store: "calls its only region `default`",
        cooper: "never asks for it",
      },
    },
    run: async (bench) => {
      const { region } = bench.target;
      const Bucket = await bench.bucket();
      const { LocationConstraint } = await bench.s3.send(new GetBucketLocationCommand({ Bucket }));
      assert.equal(LocationConstraint, region === "us-east-1" ? undefined : region);
    },
  },
  {
    name: "HEAD of a bucket and the list of buckets tell its region",
    differs: {
      ceph16: {
        store: "names no region in either",
        cooper: "signs for the region of the connection",
        instead: "taken from its configuration",
      },
      r2: { store: BUCKETS_HIDDEN.store, cooper: "finds a bucket's region by asking for the bucket alone" },
    },
    run: async (bench) => {
      const name = await bench.newBucket();
      const { headers } = await bench.signed({ method: "HEAD", path: pathOf(name) });
      assert.equal(headers["x-amz-bucket-region"], bench.target.region);
      const { Buckets } = await bench.s3.send(new ListBucketsCommand({}));
      assert.equal(Buckets?.find(({ Name }) => Name === name)?.BucketRegion, bench.target.region);
    },
  },
  {
    name: "a request signed for the wrong region is told the right one",
    differs: {
      ceph16: {
        store: "takes a signature for any region",
        cooper: "is not hurt by a wrong region in its configuration",
      },
    },
    run: async (bench) => {
      const path = pathOf(await bench.bucket());
      const region = bench.target.region === "eu-central-1" ? "us-east-1" : "eu-central-1";
      const answer = expectError(
        await bench.signed({ path }, { region }),
        400,
        "AuthorizationHeaderMalformed",
      );
      assert.match(answer.text, new RegExp(`<Region>${bench.target.region}</Region>`));
      const head = expectStatus(await bench.signed({ method: "HEAD", path }, { region }), 400);
      assert.equal(head.headers["x-amz-bucket-region"], bench.target.region);
      const presigned = await bench.presigned({ path }, { region });
      expectError(presigned, 400, "AuthorizationQueryParametersError");
    },
  },
  {
    name: "a bucket that is not there is NoSuchBucket for every call",
    run: async (bench) => {
      const Bucket = bench.nextBucketName();
      await refused(bench.s3.send(new ListObjectsV2Command({ Bucket })), 404, "NoSuchBucket");
      await refused(
        bench.s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "a" })),
        404,
        "NoSuchBucket",
      );
      await refused(bench.s3.send(new DeleteBucketCommand({ Bucket })), 404, "NoSuchBucket");
      await refused(bench.s3.send(new GetBucketLocationCommand({ Bucket })), 404, "NoSuchBucket");
    },
  },
  {
    name: "a bucket that holds an object cannot be deleted",
    run: async (bench) => {
      const Bucket = await bench.newBucket();
      await bench.put("kept", "body", Bucket);
      await refused(bench.s3.send(new DeleteBucketCommand({ Bucket })), 409, "BucketNotEmpty");
      expectStatus(await bench.signed({ path: pathOf(Bucket, "kept") }), 200);
    },
  },
  {
    name: "creating one's own bucket again leaves its objects alone",
    run: async (bench) => {
      const Bucket = await bench.newBucket();
      await bench.put("kept", "body", Bucket);
      // us-east-1 answers 200 for old times' sake, other regions 409.
      const { status } = await bench.signed({ method: "PUT", path: pathOf(Bucket) });
      assert.ok(status === 200 || status === 409, `status ${status}`);
      expectStatus(await bench.signed({ path: pathOf(Bucket, "kept") }), 200);
    },
  },
  ...["A-Upper-Case", "ab", "under_score", "127.0.0.1", "two..dots", "-dash", "x".repeat(64)].map(
    (name): Case => ({
      name: `the bucket name ${name.length > 20 ? `of ${name.length} characters` : name} is refused`,
      run: async (bench) => {
        expectError(await bench.signed({ method: "PUT", path: pathOf(name) }), 400, "InvalidBucketName");
      },
    }),
  ),
  {
    name: "a location that does not exist is refused",
    run: async (bench) => {
      const CreateBucketConfiguration = { LocationConstraint: "eu-nowhere-9" as "eu-central-1" };
      await refused(
        bench.s3.send(new CreateBucketCommand({ Bucket: bench.nextBucketName(), CreateBucketConfiguration })),
        400,
        "InvalidLocationConstraint",
      );
    },
  },
];
