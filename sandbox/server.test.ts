import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Answer, pathOf, presign, send, sign, type Target, type Wire } from "./contract/wire";
import { DEFAULT_USER, type Sandbox, type SandboxOptions, startSandbox } from "./server";

let dataDir: string;
let sandbox: Sandbox;

async function start(options: Partial<SandboxOptions> = {}): Promise<void> {
  sandbox = await startSandbox({ dataDir, ...options });
}

function target(part: Partial<Target> = {}): Target {
  return { endpoint: sandbox.url, region: "us-east-1", credentials: DEFAULT_USER, ...part };
}

async function ask(wire: Wire, part: Partial<Target> = {}): Promise<Answer> {
  return await send(target(part), await sign(target(part), wire));
}

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "sandbox-"));
});

afterEach(async () => {
  await sandbox.close();
  await rm(dataDir, { recursive: true });
});

function constraint(region: string): string {
  return `<CreateBucketConfiguration><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`;
}

describe("two regions behind one endpoint", () => {
  test("a bucket answers to its own region and names it to others", async () => {
    await start();
    const europe = { region: "eu-central-1" };
    expect((await ask({ method: "PUT", path: "/in-europe", body: constraint("eu-central-1") })).status).toBe(
      200,
    );
    expect((await ask({ path: "/in-europe" }, europe)).status).toBe(200);
    const wrong = await ask({ path: "/in-europe" });
    expect([wrong.status, wrong.code, wrong.headers["x-amz-bucket-region"]]).toEqual([
      400,
      "AuthorizationHeaderMalformed",
      "eu-central-1",
    ]);
    expect((await ask({ path: "/" })).text).toContain("<BucketRegion>eu-central-1</BucketRegion>");
    expect((await ask({ path: "/in-europe", query: { location: "" } })).text).toContain(">eu-central-1<");
  });

  test.each([
    ["eu-central-1", "", "IllegalLocationConstraintException"],
    ["us-east-1", constraint("us-east-1"), "InvalidLocationConstraint"],
    ["us-east-1", constraint("mars-1"), "InvalidLocationConstraint"],
  ])("signed for %s with %j is %s", async (region, body, code) => {
    await start();
    expect((await ask({ method: "PUT", path: "/a-bucket", body }, { region })).code).toBe(code);
  });
});

describe("users with fewer rights", () => {
  test("may not list buckets, touch CORS or write, as told", async () => {
    const limited = { accessKeyId: "LIMITED", secretAccessKey: "s", denyListBuckets: true, denyCors: true };
    const reader = { accessKeyId: "READER", secretAccessKey: "s", readOnly: true };
    await start({ users: [DEFAULT_USER, limited, reader] });
    await ask({ method: "PUT", path: "/shared-bucket" });
    await ask({ method: "PUT", path: "/shared-bucket/k", body: "x" });
    expect((await ask({ path: "/" }, { credentials: limited })).code).toBe("AccessDenied");
    expect((await ask({ path: "/shared-bucket" }, { credentials: limited })).status).toBe(200);
    const cors = { path: "/shared-bucket", query: { cors: "" } };
    expect((await ask(cors, { credentials: limited })).code).toBe("AccessDenied");
    expect((await ask(cors)).code).toBe("NoSuchCORSConfiguration");
    const path = "/shared-bucket/k";
    expect((await ask({ path }, { credentials: reader })).text).toBe("x");
    for (const method of ["PUT", "DELETE"])
      expect(
        (await ask({ method, path, body: method === "PUT" ? "y" : "" }, { credentials: reader })).code,
      ).toBe("AccessDenied");
    expect((await ask({ path })).text).toBe("x");
  });
});

test("objects, settings and unfinished uploads survive a restart; leftovers do not", async () => {
  await start();
  await ask({ method: "PUT", path: "/kept-bucket" });
  const key = "a//../\u{1f600}";
  const headers = { "content-type": "text/plain", "x-amz-meta-a": "1" };
  await ask({ method: "PUT", path: pathOf("kept-bucket", key), headers, body: "kept" });
  await ask({ method: "PUT", path: "/kept-bucket/replaced", body: "old" });
  await ask({ method: "PUT", path: "/kept-bucket/replaced", body: "new" });
  const begun = await ask({ method: "POST", path: "/kept-bucket/big", query: { uploads: "" } });
  const uploadId = /<UploadId>([^<]+)/.exec(begun.text)?.[1] ?? "";
  const part = await ask({
    method: "PUT",
    path: "/kept-bucket/big",
    query: { partNumber: "1", uploadId },
    body: "part",
  });
  await sandbox.close();
  await start();
  const got = await ask({ path: pathOf("kept-bucket", key) });
  expect([got.text, got.headers["content-type"], got.headers["x-amz-meta-a"]]).toEqual([
    "kept",
    "text/plain",
    "1",
  ]);
  const body = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${part.headers.etag}</ETag></Part></CompleteMultipartUpload>`;
  expect((await ask({ method: "POST", path: "/kept-bucket/big", query: { uploadId }, body })).status).toBe(
    200,
  );
  expect((await ask({ path: "/kept-bucket/big" })).text).toBe("part");
  expect(await readdir(join(dataDir, "buckets/kept-bucket/blobs"))).toHaveLength(3);
});

test("a bucket may stand in the host", async () => {
  await start();
  await ask({ method: "PUT", path: "/by-host" });
  await ask({ method: "PUT", path: "/by-host/k", body: "x" });
  const host = `by-host.localhost:${sandbox.port}`;
  const wire = await presign(target({ endpoint: `http://${host}` }), { path: "/k" });
  expect((await send(target(), { ...wire, headers: { host } })).text).toBe("x");
  expect((await send(target(), wire)).status).toBe(403);
});

test("the server's clock can be set", async () => {
  await start({ now: () => new Date("2030-01-01T00:00:00Z") });
  expect((await ask({ path: "/" })).code).toBe("RequestTimeTooSkewed");
  const at = new Date("2030-01-01T00:10:00Z");
  expect((await send(target(), await sign(target(), { path: "/" }, { at }))).status).toBe(200);
});

test("what the server does not have is refused, not ignored", async () => {
  await start();
  await ask({ method: "PUT", path: "/plain-bucket" });
  expect((await ask({ path: "/plain-bucket", query: { replication: "" } })).code).toBe("NotImplemented");
  const headers = { "x-amz-website-redirect-location": "/elsewhere" };
  const put = await ask({ method: "PUT", path: "/plain-bucket/k", headers, body: "x" });
  expect([put.status, put.code]).toEqual([501, "NotImplemented"]);
  expect((await ask({ path: "/plain-bucket/k" })).code).toBe("NoSuchKey");
});

test("a delete during a conditional write is a conflict", async () => {
  await start();
  await ask({ method: "PUT", path: "/race-bucket" });
  const etag = (await ask({ method: "PUT", path: "/race-bucket/k", body: "one" })).headers.etag;
  const headers = { "if-match": String(etag), "content-length": "3" };
  const wire = { method: "PUT", path: "/race-bucket/k", headers, body: "two" };
  const signed = await sign(target(), wire);
  const { request } = await import("node:http");
  const outcome = new Promise<number>((resolve, reject) => {
    const options = {
      host: "127.0.0.1",
      port: sandbox.port,
      method: "PUT",
      path: wire.path,
      headers: { ...signed.headers },
    };
    const outgoing = request(options, (incoming) => resolve(incoming.resume().statusCode ?? 0));
    outgoing.on("error", reject);
    // The server says 100 Continue before it reads: by then the write has begun.
    outgoing.setHeader("expect", "100-continue");
    outgoing.on("continue", () => {
      outgoing.write("tw");
      ask({ path: "/race-bucket/k" })
        .then(() => ask({ method: "DELETE", path: "/race-bucket/k" }))
        .then(() => outgoing.end("o"), reject);
    });
    outgoing.flushHeaders();
  });
  expect(await outcome).toBe(409);
});

test("a port that is taken is an error of the start", async () => {
  await start();
  await expect(startSandbox({ dataDir: `${dataDir}/other`, port: sandbox.port })).rejects.toMatchObject({
    code: "EADDRINUSE",
  });
});
