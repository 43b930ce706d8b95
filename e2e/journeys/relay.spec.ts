import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { APIRequestContext, Page } from "@playwright/test";
import { api, pages } from "../../lib/routes";
import { act, dock, openBucket, row, transfer } from "../fixtures/screen";
import { signInByHttp } from "../fixtures/session";
import type { TestBucket } from "../fixtures/store";
import { expect, test } from "../fixtures/test";
import { world } from "../servers/world";

const MIB = 1024 * 1024;
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

test.beforeEach(({ signIn }) => signIn("remote"));

/** Opens a bucket without any CORS rule on the connection that Cooper relays. */
async function openRelayed(page: Page, bucket: TestBucket): Promise<void> {
  await page.goto(pages.bucket("relayed", bucket.name));
  await expect(page.getByLabel("Upload files")).toBeAttached();
}

let folder: string;
test.beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "cooper-relay-"));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Chooses files that lie on the disk, as people's do. */
async function choose(page: Page, contents: Record<string, Buffer>): Promise<void> {
  const files = Object.entries(contents).map(([name, content]) => {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    return file;
  });
  await page.getByLabel("Upload files").setInputFiles(files);
}

async function post<T>(request: APIRequestContext, address: string, data: object): Promise<T> {
  const { cooper } = world();
  const answer = await request.post(cooper + address, { headers: { origin: cooper }, data });
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as T;
}

const put = (request: APIRequestContext, url: string, data: Buffer) =>
  request.put(world().cooper + url, { headers: { origin: world().cooper }, data });

test("files go up and come down through Cooper, byte by byte, and the browser asks nobody else", async ({
  page,
  makeBucket,
  world,
}) => {
  const bucket = await makeBucket({ cors: false });
  const origins = new Set<string>();
  page.on("request", (request) => origins.add(new URL(request.url()).origin));
  const big = randomBytes(40 * MIB);
  await openRelayed(page, bucket);
  const contents = { "empty.txt": Buffer.alloc(0), "fünf.txt": Buffer.from("12345"), "big.bin": big };
  await choose(page, contents);
  for (const name of ["empty.txt", "fünf.txt", "big.bin"])
    await expect(transfer(page, name)).toHaveAttribute("aria-valuetext", /^Done/i, { timeout: 45_000 });
  expect((await bucket.bytes("fünf.txt")).toString()).toBe("12345");
  expect(await bucket.type("fünf.txt")).toBe("text/plain");
  expect(sha256(await bucket.bytes("big.bin"))).toBe(sha256(big));
  expect(await bucket.unfinishedUploads()).toEqual([]);

  const begun = page.waitForEvent("download");
  await act(page, "big.bin", "Download");
  const download = await begun;
  expect(download.suggestedFilename()).toBe("big.bin");
  expect(sha256(readFileSync(await download.path()))).toBe(sha256(big));
  await expect(row(page, "big.bin")).toBeVisible();
  expect([...origins].filter((origin) => origin.startsWith("http"))).toEqual([world.cooper]);
});

test("a name that is taken is a question", async ({ page, makeBucket }) => {
  const bucket = await makeBucket({ cors: false });
  await bucket.put("report.txt", "theirs");
  await openBucket(page, bucket, "", "relayed");
  const file = { name: "report.txt", mimeType: "text/plain", buffer: Buffer.from("mine") };
  await page.getByLabel("Upload files").setInputFiles(file);
  const dialog = page.getByRole("alertdialog", { name: "report.txt already exists" });
  await dialog.getByRole("button", { name: "Replace", exact: true }).click();
  await expect(transfer(page, "report.txt")).toHaveAttribute("aria-valuetext", /^Done/i);
  expect((await bucket.bytes("report.txt")).toString()).toBe("mine");
});

test("what is cancelled half way leaves nothing", async ({ page, bucket, chaos }) => {
  const stall = { kind: "stall", in: "request", after: MIB } as const;
  await chaos.add({ match: { operation: "UploadPart", part: 3 }, faults: [stall] });
  await openRelayed(page, bucket);
  await choose(page, { "big.bin": randomBytes(40 * MIB) });
  await expect
    .poll(async () => (await chaos.requests({ operation: "UploadPart", status: 200 })).length)
    .toBe(4);
  await dock(page).getByRole("button", { name: "Cancel all" }).click();
  await expect(transfer(page, "big.bin")).toHaveAttribute("aria-valuetext", /^Cancelled/i);
  await expect.poll(() => bucket.unfinishedUploads()).toEqual([]);
  expect(await bucket.keys()).toEqual([]);
});

test("a part far beyond what proxies of pages let through arrives whole", async ({ page, makeBucket }) => {
  const bucket = await makeBucket({ cors: false });
  const { ticket, parts, partSize } = await post<{
    ticket: string;
    partSize: number;
    parts: { url: string }[];
  }>(page.request, api.uploads("relayed", bucket.name), { key: "huge", size: 680_000 * MIB });
  expect(partSize).toBeGreaterThan(64 * MIB);
  const bytes = randomBytes(partSize);
  const url = parts[0]?.url ?? "";
  expect((await put(page.request, url, bytes.subarray(1))).status()).toBe(400);
  const answer = await put(page.request, url, bytes);
  const etag = createHash("md5").update(bytes).digest("hex");
  expect([answer.status(), answer.headers().etag]).toEqual([200, `"${etag}"`]);
  const status = await post<{ parts: object[] }>(page.request, api.uploadStatus(), { ticket });
  expect(status.parts).toEqual([{ number: 1, size: partSize, etag }]);
  await page.request.post(world().cooper + api.uploadAbort(), {
    headers: { origin: world().cooper },
    data: { ticket },
  });
  expect(await bucket.unfinishedUploads()).toEqual([]);
});

test("an address is its owner's alone; ranges and lengths are as stored; nothing becomes active", async ({
  page,
  makeBucket,
  browser,
}) => {
  const bucket = await makeBucket({ cors: false });
  await bucket.put("page.txt", "0123456789".repeat(1000), "text/plain");
  await bucket.put("page.html", "<script>document.title = 'active'</script>", "text/html");
  const downloads = api.downloads("relayed", bucket.name);
  const { url } = await post<{ url: string }>(page.request, downloads, { key: "page.txt" });
  const whole = world().cooper + url;
  const answer = await page.request.get(whole, { headers: { "accept-encoding": "gzip" } });
  expect(answer.headers()).toMatchObject({ "content-length": "10000", "content-type": "text/plain" });
  expect(answer.headers()["content-encoding"]).toBeUndefined();
  const part = await page.request.get(whole, { headers: { range: "bytes=15-19" } });
  expect([part.status(), await part.text()]).toEqual([206, "56789"]);
  const head = await page.request.head(whole);
  expect([head.status(), head.headers()["content-length"]]).toEqual([200, "10000"]);
  const html = await post<{ url: string }>(page.request, downloads, { key: "page.html" });
  const inert = await page.request.get(world().cooper + html.url);
  expect(inert.headers()["content-type"]).toBe("application/octet-stream");
  expect(inert.headers()["content-disposition"]).toMatch(/^attachment/);

  const other = await browser.newContext();
  expect((await other.request.get(whole)).status()).toBe(401);
  await signInByHttp(other.request, "admin");
  expect((await other.request.get(whole)).status()).toBe(403);
  expect((await page.request.get(whole.replace(/.{3}$/, "AAA"))).status()).toBe(403);
  await other.close();
});

test("a link leads somebody without a session to the bytes, through Cooper", async ({ page, makeBucket }) => {
  const bucket = await makeBucket({ cors: false });
  await bucket.put("report.pdf", "%PDF-1.4", "application/pdf");
  await openBucket(page, bucket, "", "relayed");
  await act(page, "report.pdf", "Share…");
  const dialog = page.getByRole("dialog", { name: "Share report.pdf" });
  await dialog.getByRole("button", { name: "Create link" }).click();
  const url = await dialog.getByLabel("Link", { exact: true }).inputValue();
  expect(new URL(url).origin).toBe(world().cooper);
  const answer = await fetch(url);
  expect([answer.status, await answer.text()]).toEqual([200, "%PDF-1.4"]);
  expect(answer.headers.get("content-disposition")).toContain("report.pdf");
  expect((await fetch(url, { method: "PUT", body: "x" })).status).toBe(405);
});
