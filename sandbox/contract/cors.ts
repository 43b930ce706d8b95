import assert from "node:assert/strict";
import {
  type CORSRule,
  DeleteBucketCorsCommand,
  GetBucketCorsCommand,
  PutBucketCorsCommand,
} from "@aws-sdk/client-s3";
import { type Bench, type Case, expectError, expectStatus, refused } from "./bench";
import { differing, ERRORS_HIDDEN, RULES_OF_THE_SERVER } from "./differences";
import { type Answer, pathOf, send } from "./wire";

const PAGE = "https://app.example.com";

const RULES: CORSRule[] = [
  {
    ID: "app",
    AllowedOrigins: [PAGE, "http://*.wild.example"],
    AllowedMethods: ["GET", "PUT"],
    AllowedHeaders: ["content-*", "If-None-Match"],
    ExposeHeaders: ["ETag", "Content-Range"],
    MaxAgeSeconds: 600,
  },
  { AllowedOrigins: ["*"], AllowedMethods: ["HEAD"] },
];

async function putRules(bench: Bench, CORSRules: CORSRule[]): Promise<unknown> {
  const Bucket = await bench.bucket();
  return await bench.s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
}

async function corsBucket(bench: Bench): Promise<string> {
  const Bucket = await bench.newBucket();
  await bench.s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: RULES } }));
  return Bucket;
}

async function preflight(
  bench: Bench,
  bucket: string,
  origin: string,
  method: string,
  headers?: string,
): Promise<Answer> {
  return await send(bench.target, {
    method: "OPTIONS",
    path: pathOf(bucket, "any/key"),
    headers: {
      origin,
      "access-control-request-method": method,
      ...(headers === undefined ? {} : { "access-control-request-headers": headers }),
    },
  });
}

function hasNoCors(answer: Answer): void {
  const names = Object.keys(answer.headers).filter((name) => name.startsWith("access-control-"));
  assert.deepEqual(names, []);
}

const cases: Case[] = [
  {
    name: "a bucket's rules are kept as given, replaced whole and removed",
    run: async (bench) => {
      const Bucket = await corsBucket(bench);
      const { CORSRules } = await bench.s3.send(new GetBucketCorsCommand({ Bucket }));
      assert.equal(CORSRules?.length, 2);
      const [rule] = CORSRules ?? [];
      assert.deepEqual(
        [rule?.ID, rule?.MaxAgeSeconds, rule?.ExposeHeaders],
        ["app", 600, ["ETag", "Content-Range"]],
      );
      assert.deepEqual(
        [...(rule?.AllowedOrigins ?? [])].sort(),
        [...(RULES[0]?.AllowedOrigins ?? [])].sort(),
      );
      assert.deepEqual([...(rule?.AllowedMethods ?? [])].sort(), ["GET", "PUT"]);
      await bench.s3.send(new DeleteBucketCorsCommand({ Bucket }));
      await refused(bench.s3.send(new GetBucketCorsCommand({ Bucket })), 404, "NoSuchCORSConfiguration");
    },
  },
  {
    name: "a preflight that a rule allows says so",
    run: async (bench) => {
      const bucket = await corsBucket(bench);
      const { headers } = expectStatus(
        await preflight(bench, bucket, PAGE, "PUT", "content-type,if-none-match"),
        200,
      );
      assert.equal(headers["access-control-allow-origin"], PAGE);
      assert.match(String(headers["access-control-allow-methods"]), /PUT/);
      assert.equal(
        String(headers["access-control-allow-headers"]).replaceAll(" ", ""),
        "content-type,if-none-match",
      );
      assert.equal(headers["access-control-max-age"], "600");
    },
  },
  {
    name: "a wildcard in an origin stands for any text, a lone one for any origin",
    run: async (bench) => {
      const bucket = await corsBucket(bench);
      expectStatus(await preflight(bench, bucket, "http://a.b.wild.example", "GET"), 200);
      const any = expectStatus(await preflight(bench, bucket, "https://other.example", "HEAD"), 200);
      assert.ok(["*", "https://other.example"].includes(String(any.headers["access-control-allow-origin"])));
    },
  },
  ...(
    [
      ["from another origin", "https://evil.example", "GET", undefined],
      ["from the origin with another scheme", "http://app.example.com", "GET", undefined],
      ["from an origin that only ends like a rule's", "http://wild.example", "GET", undefined],
      ["for another method", PAGE, "DELETE", undefined],
      ["with another header", PAGE, "PUT", "content-type,x-amz-acl"],
    ] as const
  ).map(
    ([what, origin, method, headers]): Case => ({
      name: `a preflight ${what} is refused`,
      run: async (bench) => {
        const answer = await preflight(bench, await corsBucket(bench), origin, method, headers);
        assert.equal(answer.status, 403);
        hasNoCors(answer);
      },
    }),
  ),
  {
    name: "a refused preflight is AccessForbidden",
    differs: {
      ceph16: {
        store: "says AccessDenied",
        cooper: "goes by the status",
      },
    },
    run: async (bench) => {
      const answer = await preflight(bench, await corsBucket(bench), "https://evil.example", "GET");
      assert.match(expectError(answer, 403, "AccessForbidden").text, /CORSResponse/);
    },
  },
  {
    name: "a preflight of a bucket without rules is refused",
    run: async (bench) => {
      const answer = await preflight(bench, await bench.newBucket(), PAGE, "GET");
      assert.equal(answer.status, 403);
      hasNoCors(answer);
    },
  },
  {
    name: "a preflight that names no origin or method is a bad request",
    run: async (bench) => {
      const path = pathOf(await corsBucket(bench), "any/key");
      expectStatus(await send(bench.target, { method: "OPTIONS", path }), 400);
      expectStatus(await send(bench.target, { method: "OPTIONS", path, headers: { origin: PAGE } }), 400);
    },
  },
  {
    name: "an answer to an allowed page carries its origin and what it may read",
    run: async (bench) => {
      const bucket = await corsBucket(bench);
      await bench.put("page", "body", bucket);
      const { headers } = await bench.signed({ path: pathOf(bucket, "page"), headers: { origin: PAGE } });
      assert.equal(headers["access-control-allow-origin"], PAGE);
      assert.equal(
        String(headers["access-control-expose-headers"]).replaceAll(" ", ""),
        "ETag,Content-Range",
      );
    },
  },
  {
    name: "an answer to an allowed page varies by origin",
    run: async (bench) => {
      const bucket = await corsBucket(bench);
      await bench.put("page", "body", bucket);
      const { headers } = await bench.signed({ path: pathOf(bucket, "page"), headers: { origin: PAGE } });
      assert.match(String(headers.vary), /Origin/);
    },
  },
  {
    name: "an answer to any other page, or to none, has no CORS headers",
    run: async (bench) => {
      const bucket = await corsBucket(bench);
      await bench.put("page", "body", bucket);
      const path = pathOf(bucket, "page");
      hasNoCors(expectStatus(await bench.signed({ path, headers: { origin: "https://evil.example" } }), 200));
      hasNoCors(expectStatus(await bench.signed({ path }), 200));
      const bare = await bench.newBucket();
      await bench.put("page", "body", bare);
      hasNoCors(
        expectStatus(await bench.signed({ path: pathOf(bare, "page"), headers: { origin: PAGE } }), 200),
      );
    },
  },
  {
    name: "an allowed page may read errors too",
    differs: {
      garage: ERRORS_HIDDEN,
    },
    run: async (bench) => {
      const path = pathOf(await corsBucket(bench), "nothing");
      const answer = expectStatus(await bench.signed({ path, headers: { origin: PAGE } }), 404);
      assert.equal(answer.headers["access-control-allow-origin"], PAGE);
    },
  },
  ...(
    [
      ["a method that S3 lacks", { AllowedOrigins: ["*"], AllowedMethods: ["PATCH"] }],
      ["two wildcards in an origin", { AllowedOrigins: ["*.a.*"], AllowedMethods: ["GET"] }],
    ] satisfies [string, CORSRule][]
  ).map(
    ([what, rule]): Case => ({
      name: `a rule with ${what} is refused`,
      run: async (bench) => {
        // S3 says InvalidRequest, Ceph 16 MalformedXML.
        await assert.rejects(putRules(bench, [rule]), /InvalidRequest|MalformedXML/);
      },
    }),
  ),
  {
    name: "a rule with a wildcard among exposed headers is refused",
    differs: {
      ceph16: {
        store: "takes it",
        cooper: "adds rules that name each header",
      },
    },
    run: async (bench) => {
      const rule = { AllowedOrigins: ["*"], AllowedMethods: ["GET"], ExposeHeaders: ["*"] };
      await refused(putRules(bench, [rule]), 400, "InvalidRequest");
    },
  },
];

/** Every one of them needs rules. */
export const corsCases: Case[] = cases.map(differing("minio", RULES_OF_THE_SERVER));
