import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { type Bench, type Case, expectError, expectStatus } from "./bench";
import { CONDITIONS_REFUSED, HEADERS_UNSIGNED, PUT_UNCONDITIONAL, unimitated } from "./differences";
import { pathOf, presign, send, type Wire } from "./wire";

const OVERRIDES = {
  "response-content-disposition": `attachment; filename="a.txt"; filename*=UTF-8''%C3%A4.txt`,
  "response-content-type": "application/octet-stream",
  "response-cache-control": "no-store",
};

async function url(bench: Bench, more: Partial<Wire> = {}, expires = 300): Promise<Wire> {
  await bench.shared("linked", "body");
  return await presign(bench.target, { path: pathOf(await bench.bucket(), "linked"), ...more }, { expires });
}

async function putUrl(bench: Bench, key: string, headers: Record<string, string>): Promise<Wire> {
  return await presign(bench.target, { method: "PUT", path: pathOf(await bench.bucket(), key), headers });
}

function without(query: Record<string, string> | undefined, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(query ?? {}).filter(([other]) => other !== name));
}

export const presignedCases: Case[] = [
  {
    name: "a signed URL reads what it names, with the headers it names",
    run: async (bench) => {
      const answer = expectStatus(await send(bench.target, await url(bench, { query: OVERRIDES })), 200);
      assert.equal(answer.text, "body");
      assert.equal(answer.headers["content-disposition"], OVERRIDES["response-content-disposition"]);
      assert.equal(answer.headers["content-type"], "application/octet-stream");
      assert.equal(answer.headers["cache-control"], "no-store");
    },
  },
  {
    name: "an SDK's signed URL works in a plain fetch",
    run: async (bench) => {
      await bench.shared("linked", "body");
      const command = new GetObjectCommand({ Bucket: await bench.bucket(), Key: "linked" });
      const answer = await fetch(await getSignedUrl(bench.s3, command, { expiresIn: 60 }));
      assert.deepEqual([answer.status, await answer.text()], [200, "body"]);
    },
  },
  ...(
    [
      ["key", (wire: Wire) => ({ ...wire, path: `${wire.path}2` })],
      ["bucket", (wire: Wire) => ({ ...wire, path: wire.path.replace(/-\d+\//, "-99/") })],
      ["method", (wire: Wire) => ({ ...wire, method: "DELETE" })],
      ["lifetime", (wire: Wire) => ({ ...wire, query: { ...wire.query, "X-Amz-Expires": "301" } })],
      [
        "file name",
        (wire: Wire) => ({ ...wire, query: { ...wire.query, "response-content-disposition": "inline" } }),
      ],
      ["type", (wire: Wire) => ({ ...wire, query: { ...wire.query, "response-content-type": "text/html" } })],
      ["host", (wire: Wire) => ({ ...wire, headers: { host: "elsewhere.example" } })],
      [
        "set of parameters",
        (wire: Wire) => ({ ...wire, query: without(wire.query, "response-content-type") }),
      ],
      ["added parameter", (wire: Wire) => ({ ...wire, query: { ...wire.query, versionId: "null" } })],
    ] as [string, (wire: Wire) => Wire][]
  ).map(
    ([what, tamper]): Case => ({
      name: `a signed URL with another ${what} is refused`,
      run: async (bench) => {
        const answer = await send(bench.target, tamper(await url(bench, { query: OVERRIDES })));
        assert.ok(answer.status === 403 || answer.status === 404, `status ${answer.status}`);
        assert.notEqual(answer.text, "body");
        assert.equal(await bench.exists("linked"), true);
      },
    }),
  ),
  {
    name: "a signed URL is refused once its time is over",
    run: async (bench) => {
      await bench.shared("linked", "body");
      const wire = { path: pathOf(await bench.bucket(), "linked") };
      const at = new Date(Date.now() - 120_000);
      const late = expectError(await bench.presigned(wire, { at, expires: 60 }), 403, "AccessDenied");
      assert.match(late.text, /expired|AccessDenied/);
      expectStatus(await bench.presigned(wire, { at, expires: 600 }), 200);
    },
  },
  {
    name: "a signed URL lives for a week at most",
    run: async (bench) => {
      await bench.shared("linked", "body");
      const wire = { path: pathOf(await bench.bucket(), "linked") };
      expectStatus(await bench.presigned(wire, { expires: 604_800 }), 200);
      const week = await url(bench, {}, 604_800);
      for (const expires of ["604801", "0", "-1", "many"]) {
        const longer = { ...week, query: { ...week.query, "X-Amz-Expires": expires } };
        const { status } = await send(bench.target, longer);
        assert.ok(status === 400 || status === 403, `${expires}: ${status}`);
      }
    },
  },
  {
    name: "a lifetime of more than a week is named as the fault",
    differs: {
      ceph16: {
        store: "says AccessDenied",
        cooper: "never signs for more than a week",
      },
    },
    run: async (bench) => {
      const week = await url(bench, {}, 604_800);
      const longer = { ...week, query: { ...week.query, "X-Amz-Expires": "604801" } };
      expectError(await send(bench.target, longer), 400, "AuthorizationQueryParametersError");
    },
  },
  ...["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-SignedHeaders", "X-Amz-Signature"].map(
    (name): Case => ({
      name: `a signed URL without ${name} is refused`,
      run: async (bench) => {
        const wire = await url(bench);
        const { status } = await send(bench.target, { ...wire, query: without(wire.query, name) });
        assert.ok(status === 400 || status === 403, `status ${status}`);
      },
    }),
  ),
  {
    name: "a signed PUT takes exactly the signed number of bytes",
    run: async (bench) => {
      const wire = await putUrl(bench, "exact", { "content-length": "5" });
      for (const body of ["1234", "123456"]) {
        const other = { ...wire, body, headers: { "content-length": String(body.length) } };
        expectError(await send(bench.target, other), 403, "SignatureDoesNotMatch");
        assert.equal(await bench.exists("exact"), false);
      }
      expectStatus(await send(bench.target, { ...wire, body: "12345" }), 200);
      assert.equal(await bench.read("exact"), "12345");
    },
  },
  {
    name: "a signed If-None-Match cannot be left out or changed",
    differs: { garage: PUT_UNCONDITIONAL, b2: CONDITIONS_REFUSED },
    run: async (bench) => {
      const wire = await putUrl(bench, "only-new", { "if-none-match": "*" });
      expectStatus(await send(bench.target, { ...wire, body: "first" }), 200);
      expectError(await send(bench.target, { ...wire, body: "second" }), 412, "PreconditionFailed");
      for (const headers of [{}, { "if-none-match": '"0"' }] as Record<string, string>[])
        expectError(
          await send(bench.target, { ...wire, headers, body: "third" }),
          403,
          "SignatureDoesNotMatch",
        );
      assert.equal(await bench.read("only-new"), "first");
    },
  },
  {
    name: "a signed content type cannot be changed",
    run: async (bench) => {
      const wire = await putUrl(bench, "typed", { "content-type": "text/plain" });
      const other = { ...wire, headers: { "content-type": "text/html" }, body: "x" };
      expectError(await send(bench.target, other), 403, "SignatureDoesNotMatch");
      expectStatus(await send(bench.target, { ...wire, body: "x" }), 200);
      assert.equal((await bench.head("typed")).ContentType, "text/plain");
    },
  },
  {
    name: "an x-amz header that a URL did not sign is refused",
    differs: { ceph16: HEADERS_UNSIGNED },
    run: async (bench) => {
      const wire = await putUrl(bench, "slipped-url", {});
      const answer = await send(bench.target, {
        ...wire,
        headers: { "x-amz-meta-slipped": "in" },
        body: "x",
      });
      expectError(answer, 403, "AccessDenied");
      assert.equal(await bench.exists("slipped-url"), false);
    },
  },
  {
    name: "two ways of signing at once are refused",
    run: async (bench) => {
      const wire = await url(bench);
      const headers = {
        authorization:
          "AWS4-HMAC-SHA256 Credential=a/20000101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0",
      };
      const { status } = await send(bench.target, { ...wire, headers });
      assert.ok(status === 400 || status === 403, `status ${status}`);
    },
  },
  {
    name: "a URL signed with version 2 is refused, and told which to use",
    differs: { ceph16: unimitated("takes signatures of version 2", "signs with version 4 alone") },
    run: async (bench) => {
      await bench.put("linked", "body");
      const path = pathOf(await bench.bucket(), "linked");
      const { accessKeyId, secretAccessKey } = bench.target.credentials;
      const Expires = String(Math.floor(Date.now() / 1000) + 300);
      const Signature = createHmac("sha1", secretAccessKey)
        .update(`GET\n\n\n${Expires}\n${path}`)
        .digest("base64");
      const query = { AWSAccessKeyId: accessKeyId, Expires, Signature };
      const answer = expectError(await send(bench.target, { path, query }), 400, "InvalidRequest");
      assert.match(answer.text, /The authorization mechanism you have provided is not supported/);
    },
  },
];
