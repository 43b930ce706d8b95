import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startTestWorld, type TestWorld, testActor } from "../test-world";
import { listUnfinished } from "../uploads/unfinished";
import { listBuckets } from "./buckets";
import { rememberRegion } from "./region";

const root = testActor("root");
const soon = () => AbortSignal.timeout(15_000);
/** By then whoever asks would have asked for ever. */
const ENOUGH = 40;

let world: TestWorld;
let server: Server;
let asked = 0;
/** How many pages the store has before it begins again with the first. */
let circle = 1;

/** A store whose listings never end: each page leads to another, and the last to the first. */
beforeAll(async () => {
  world = await startTestWorld();
  server = createServer((request, response) => {
    asked += 1;
    response.end(page(new URL(request.url ?? "/", "http://store").searchParams, request.url ?? ""));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const connection = { ...world.connections[0]!, id: "endless", endpoint, publicEndpoint: endpoint };
  world.connections.push(connection);
  rememberRegion(connection, "bucket", connection.region);
});
beforeEach(() => {
  asked = 0;
  circle = 1;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await world.close();
});

function page(query: URLSearchParams, url: string): string {
  const more = `<IsTruncated>${asked < ENOUGH}</IsTruncated>`;
  const at = (asked % circle) + 1;
  if (query.has("uploadId"))
    return `<ListPartsResult>${more}<NextPartNumberMarker>${at}</NextPartNumberMarker></ListPartsResult>`;
  if (query.has("uploads"))
    return `<ListMultipartUploadsResult>${more}<NextKeyMarker>k${at}</NextKeyMarker><NextUploadIdMarker>u</NextUploadIdMarker></ListMultipartUploadsResult>`;
  if (query.has("list-type"))
    return `<ListBucketResult>${more}<NextContinuationToken>t${at}</NextContinuationToken></ListBucketResult>`;
  if (url.startsWith("/?") && asked < ENOUGH)
    return `<ListAllMyBucketsResult><Buckets/><ContinuationToken>t${at}</ContinuationToken></ListAllMyBucketsResult>`;
  return "<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>";
}

const open = () => world.open(root, "bucket", "endless");
const place = { connection: "endless", bucket: "bucket" };
const all = async (stream: AsyncGenerator<unknown>) => {
  for await (const _ of stream);
};
const repeats = { code: "s3_error", message: expect.stringContaining("repeats itself") };

async function pages(): Promise<void> {
  for (let cursor: string | null = null; ; ) {
    const next: { cursor: string | null } = await open().list({
      prefix: "",
      limit: 10,
      ...(cursor === null ? {} : { cursor }),
    });
    if (next.cursor === null) return;
    cursor = next.cursor;
  }
}

async function unfinished(): Promise<void> {
  for (let cursor: string | undefined; ; ) {
    const page = await listUnfinished(root, place, { prefix: "", cursor }, soon());
    if (page.cursor === null) return;
    cursor = page.cursor;
  }
}

const chosen = { keys: [], prefixes: ["a/"] };
const listings: [string, () => Promise<unknown>][] = [
  ["a scan", () => all(open().scan({ prefix: "" }, soon()))],
  ["a counting", () => all(open().count(chosen, soon()))],
  ["a deletion", () => all(open().delete(chosen, soon()))],
  ["the parts of an upload", () => open().describeUpload({ key: "k", uploadId: "u" })],
  ["the buckets", () => listBuckets(root, "endless", soon())],
];
const paged: [string, () => Promise<unknown>][] = [
  ["pages of objects", pages],
  ["pages of unfinished uploads", unfinished],
];

describe("a store that repeats itself", () => {
  test.each([...listings, ...paged])("does not keep %s going for ever", async (_what, list) => {
    await expect(list()).rejects.toMatchObject(repeats);
    expect(asked).toBeLessThan(5);
  });

  test.each(listings)("nor in a circle: %s", async (_what, list) => {
    circle = 3;
    await expect(list()).rejects.toMatchObject(repeats);
    expect(asked).toBeLessThan(12);
  });
});
