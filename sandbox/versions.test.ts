import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Answer, pathOf, presign, send, sign, type Target, type Wire } from "./contract/wire";
import { DEFAULT_USER, type Sandbox, type SandboxOptions, startSandbox } from "./server";

let dataDir: string;
let sandbox: Sandbox;
let clock: Date | null;

async function start(options: Partial<SandboxOptions> = {}): Promise<void> {
  sandbox = await startSandbox({ dataDir, now: () => clock ?? new Date(), ...options });
}

async function restart(): Promise<void> {
  await sandbox.close();
  await start();
}

async function ask(wire: Wire, credentials = DEFAULT_USER): Promise<Answer> {
  const target: Target = { endpoint: sandbox.url, region: "us-east-1", credentials };
  return await send(target, await sign(target, wire, clock ? { at: clock } : {}));
}

async function expectOk(wire: Wire): Promise<Answer> {
  const answer = await ask(wire);
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer;
}

const versionOf = (answer: Answer) => String(answer.headers["x-amz-version-id"]);

async function setVersioning(status: string): Promise<void> {
  const body = `<VersioningConfiguration><Status>${status}</Status></VersioningConfiguration>`;
  await expectOk({ method: "PUT", path: "/bucket", query: { versioning: "" }, body });
}

async function put(key: string, body: string, headers: Record<string, string> = {}): Promise<string> {
  return versionOf(await expectOk({ method: "PUT", path: pathOf("bucket", key), body, headers }));
}

async function read(key: string, versionId?: string): Promise<string> {
  const query = versionId === undefined ? {} : { versionId };
  const answer = await ask({ path: pathOf("bucket", key), query });
  return answer.status === 200 ? answer.text : `${answer.status} ${answer.code}`;
}

async function remove(
  key: string,
  versionId?: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const query = versionId === undefined ? {} : { versionId };
  return await ask({ method: "DELETE", path: pathOf("bucket", key), query, headers });
}

const blobs = () => readdir(join(dataDir, "buckets/bucket/blobs"));

beforeEach(async () => {
  clock = null;
  dataDir = await mkdtemp(join(tmpdir(), "sandbox-versions-"));
  await start();
});

afterEach(async () => {
  await sandbox.close();
  await rm(dataDir, { recursive: true });
});

describe("on disk", () => {
  test("versions, their order, markers and locks survive a restart", async () => {
    const headers = { "x-amz-bucket-object-lock-enabled": "true" };
    await expectOk({ method: "PUT", path: "/bucket", headers });
    const ids = [];
    for (const body of ["one", "two", "three"]) ids.push(await put("k", body));
    const marker = versionOf(await remove("k"));
    const hold = { method: "PUT", path: "/bucket/k", body: "<LegalHold><Status>ON</Status></LegalHold>" };
    const digest = { "content-md5": createHash("md5").update(hold.body).digest("base64") };
    const query = { "legal-hold": "", versionId: ids[0] ?? "" };
    await expectOk({ ...hold, query, headers: digest });
    await restart();
    const listing = await expectOk({ path: "/bucket", query: { versions: "" } });
    const listed = [...listing.text.matchAll(/<VersionId>([^<]+)</g)].map(([, id]) => id);
    expect(listed).toEqual([marker, ...ids.reverse()]);
    expect(await read("k")).toBe("404 NoSuchKey");
    expect((await remove("k", ids[2])).status).toBe(403);
    const newest = await put("k", "four");
    expect((await ask({ path: "/bucket/k" })).headers["x-amz-version-id"]).toBe(newest);
  });

  test("a folder of the time before versions opens, and its objects are null versions", async () => {
    await sandbox.close();
    const folder = join(dataDir, "buckets/bucket");
    for (const name of ["objects", "blobs", "uploads"]) await mkdir(join(folder, name), { recursive: true });
    const document = { name: "bucket", region: "us-east-1", created: 1, cors: null };
    await writeFile(join(folder, "bucket.json"), JSON.stringify(document));
    await writeFile(join(folder, "blobs/b"), "old");
    const record = {
      key: "k",
      size: 3,
      etag: "149603e6c03516362a8da23f624db945",
      modified: 1,
      segments: [{ blob: "b", size: 3 }],
      headers: {},
      metadata: {},
      storageClass: "STANDARD",
      checksum: null,
    };
    const file = `${createHash("sha256").update("k").digest("hex")}.json`;
    await writeFile(join(folder, "objects", file), JSON.stringify(record));
    await start();
    expect(await read("k")).toBe("old");
    await setVersioning("Enabled");
    const version = await put("k", "new");
    await restart();
    expect([await read("k"), await read("k", "null"), await read("k", version)]).toEqual([
      "new",
      "old",
      "new",
    ]);
    expect((await remove("k", "null")).status).toBe(204);
    expect(await blobs()).toHaveLength(1);
  });

  test("the bytes of a version go with it, and not before", async () => {
    await expectOk({ method: "PUT", path: "/bucket" });
    await setVersioning("Enabled");
    const ids = [await put("k", "one"), await put("k", "two")];
    await remove("k");
    expect(await blobs()).toHaveLength(2);
    await restart();
    expect(await blobs()).toHaveLength(2);
    await remove("k", ids[0]);
    expect(await blobs()).toHaveLength(1);
    await setVersioning("Suspended");
    for (const body of ["null", "null again"]) await put("k", body);
    expect(await blobs()).toHaveLength(2);
    await remove("k");
    expect(await blobs()).toHaveLength(1);
    expect(await read("k", ids[1])).toBe("two");
  });

  test("each change is one whole document", async () => {
    await expectOk({ method: "PUT", path: "/bucket" });
    await setVersioning("Enabled");
    for (const body of ["one", "two"]) await put("k", body);
    await remove("k");
    const folder = join(dataDir, "buckets/bucket/objects");
    const files = await readdir(folder);
    expect(files).toHaveLength(3);
    const documents = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
    for (const text of documents) expect(JSON.parse(text)).toMatchObject({ key: "k" });
  });
});

test("a version that is being read stays readable while it is deleted", async () => {
  await expectOk({ method: "PUT", path: "/bucket" });
  await setVersioning("Enabled");
  const body = "x".repeat(8 * 1024 * 1024);
  const versionId = await put("k", body);
  await put("k", "newer");
  const target = { endpoint: sandbox.url, region: "us-east-1", credentials: DEFAULT_USER };
  const { query = {} } = await presign(target, { path: "/bucket/k", query: { versionId } });
  const got = await new Promise<number>((resolve, reject) => {
    get(`${sandbox.url}/bucket/k?${new URLSearchParams(query)}`, (incoming) => {
      let size = 0;
      // Nothing is read before the version is gone.
      remove("k", versionId).then(() => {
        incoming.on("data", (piece: Buffer) => {
          size += piece.length;
        });
        incoming.on("end", () => resolve(size));
      }, reject);
    }).on("error", reject);
  });
  expect(got).toBe(body.length);
  expect(await read("k", versionId)).toBe("404 NoSuchVersion");
  await expect.poll(blobs).toHaveLength(1);
});
