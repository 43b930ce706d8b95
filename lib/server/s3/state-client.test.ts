import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_USER, type Sandbox, startSandbox } from "@/sandbox/server";
import type { ConnectionConfig } from "../config/types";
import { describeState } from "../state/state-contract.test-suite";
import { s3Client } from "./client";
import { s3Driver } from "./state-client";

const BUCKET = "cooper-state";
let folder: string;
let sandbox: Sandbox;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cooper-state-"));
  sandbox = await startSandbox({ dataDir: folder });
  await s3Client(connectionTo(sandbox.url), "us-east-1").send(new CreateBucketCommand({ Bucket: BUCKET }));
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

function connectionTo(url: string): ConnectionConfig {
  return {
    id: "s3",
    name: "S3",
    endpoint: url,
    publicEndpoint: url,
    publicEndpointAliases: [],
    region: "us-east-1",
    forcePathStyle: true,
    transport: "direct",
    buckets: undefined,
    ca: undefined,
    proxy: undefined,
    upload: {},
    credentials: { kind: "static", ...DEFAULT_USER },
  };
}

const open = (url: string) =>
  s3Driver({ connection: connectionTo(url), bucket: BUCKET, prefix: `${randomUUID()}/` });

describe("state in a bucket", () => {
  describeState(() => open(sandbox.url));

  it("takes part after part of a long list", async () => {
    const driver = open(sandbox.url);
    const names = Array.from({ length: 1005 }, (_, index) => `n/${index}`);
    for (let at = 0; at < names.length; at += 67)
      await Promise.all(names.slice(at, at + 67).map((name) => driver.write(name, "{}", "absent")));
    expect((await driver.list("n/")).sort()).toEqual(names.sort());
  }, 60_000);
});

/** What a store does out of the ordinary with a request: changes its headers, or answers an error once it has done its work. */
type Habit = (headers: NodeJS.Dict<string | string[]>) => { answer: number } | undefined | Promise<void>;

/** A store of a few lines that takes If-Match only without quotes, as Ceph 16.2 does. */
async function withStore(habit: Habit, use: (url: string) => Promise<void>): Promise<void> {
  const kept = new Map<string, { text: string; etag: string }>();
  const server = createServer(async (request, response) => {
    const key = (request.url ?? "").split("?")[0] ?? "";
    let text = "";
    for await (const chunk of request) text += chunk;
    const habitual = (await habit(request.headers)) ?? undefined;
    const known = kept.get(key);
    if (request.method === "PUT") {
      const match = request.headers["if-match"];
      if ((request.headers["if-none-match"] && known) || (match && match !== known?.etag))
        return void response.writeHead(412).end();
      kept.set(key, { text, etag: randomUUID() });
      return void response.writeHead(habitual?.answer ?? 200).end();
    }
    if (request.url?.includes("list-type"))
      return void response.end(
        "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken></ListBucketResult>",
      );
    if (request.method === "GET" && !known)
      return void response.writeHead(404).end("<Error><Code>NoSuchKey</Code></Error>");
    if (request.method === "DELETE") {
      kept.delete(key);
      return void response.writeHead(habitual?.answer ?? 204).end();
    }
    response.setHeader("etag", `"${known?.etag}"`).end(request.method === "GET" ? known?.text : "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe("stores with habits", () => {
  it("drops the quotes for a store that takes If-Match only without", () =>
    withStore(
      () => undefined,
      async (url) => {
        const driver = open(url);
        expect(await driver.write("a", "1", "absent")).toBe(true);
        const first = await driver.read("a");
        expect(await driver.write("a", "2", { tag: first?.tag ?? "" })).toBe(true);
        expect(await driver.write("a", "3", { tag: first?.tag ?? "" })).toBe(false);
      },
    ));

  it("says that the state is away when its store is, and recovers", async () => {
    const driver = open("http://127.0.0.1:9");
    await expect(driver.read("a")).rejects.toMatchObject({ code: "unavailable" });
    let away = false;
    await withStore(
      () => (away ? { answer: 500 } : undefined),
      async (url) => {
        const known = open(url);
        await known.write("a", "1", "absent");
        away = true;
        await expect(known.erase("a")).rejects.toMatchObject({ code: "unavailable" });
        away = false;
        await known.erase("a");
        expect(await known.read("a")).toBeNull();
      },
    );
  });

  it("is no list without end where the store repeats itself, and says whose list it is", () =>
    withStore(
      () => undefined,
      async (url) => {
        await expect(open(url).list("n/")).rejects.toMatchObject({
          code: "unavailable",
          message: expect.stringMatching(/own state.*repeats itself/),
        });
      },
    ));

  it("is opened once for all who ask", () => {
    let probes = 0;
    return withStore(
      (headers) => {
        if (headers["if-none-match"]) probes += 1;
        return undefined;
      },
      async (url) => {
        const place = { connection: connectionTo(url), bucket: BUCKET, prefix: `${randomUUID()}/` };
        await Promise.all([s3Driver(place).read("a"), s3Driver(place).read("b")]);
        await s3Driver(place).read("c");
        expect(probes).toBe(2);
      },
    );
  });

  it("goes on opening a slow store when the first to ask has given up", async () => {
    const gate: { open?: () => void } = {};
    const opened = new Promise<void>((resolve) => {
      gate.open = resolve;
    });
    await withStore(
      () => opened,
      async (url) => {
        const place = { connection: connectionTo(url), bucket: BUCKET, prefix: `${randomUUID()}/` };
        await expect(s3Driver(place, 30).read("a")).rejects.toMatchObject({ code: "unavailable" });
        gate.open?.();
        expect(await s3Driver(place).read("a")).toBeNull();
      },
    );
  });

  it.each(["if-none-match", "if-match"])("refuses a store that ignores %s", (name) =>
    withStore(
      (headers) => {
        delete headers[name];
        return undefined;
      },
      async (url) => {
        await expect(open(url).read("a")).rejects.toThrow(new RegExp(`ignores ${name}`, "i"));
      },
    ),
  );

  it("finds out who won when the answer is an error although the write was done", () => {
    let failing = false;
    return withStore(
      () => (failing ? { answer: 500 } : undefined),
      async (url) => {
        const driver = open(url);
        await driver.write("a", "1", "absent");
        const tip = await driver.read("a");
        failing = true;
        expect(await driver.write("a", "2", { tag: tip?.tag ?? "" })).toBe(true);
        expect(await driver.write("a", "3", { tag: tip?.tag ?? "" })).toBe(false);
        expect((await driver.read("a"))?.text).toBe("2");
      },
    );
  });
});
