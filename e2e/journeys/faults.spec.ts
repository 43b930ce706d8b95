import { randomBytes } from "node:crypto";
import { api, pages } from "../../lib/routes";
import type { Fault } from "../fixtures/faults";
import { dock, openBucket, row, transfer } from "../fixtures/screen";
import { expect, test } from "../fixtures/test";

const TROUBLES: [name: string, fault: Fault, title: string, code: string][] = [
  ["away", { kind: "away" }, "The S3 server cannot be reached", "s3_unreachable"],
  ["hanging", { kind: "hang" }, "The S3 server does not answer in time", "s3_timeout"],
  ["too slow", { kind: "slow", ms: 60_000 }, "The S3 server does not answer in time", "s3_timeout"],
  ["busy", { kind: "answer", status: 503, code: "SlowDown" }, "The S3 server is busy", "s3_busy"],
  [
    "refusing",
    { kind: "answer", status: 403, code: "AccessDenied" },
    "The S3 server refuses access",
    "s3_denied",
  ],
  [
    "sending elsewhere",
    { kind: "answer", status: 301, code: "PermanentRedirect", headers: { location: "http://127.0.0.1:1/" } },
    "The S3 server failed",
    "s3_error",
  ],
];

test.beforeEach(({ signIn }) => signIn("oncall"));

for (const [name, fault, title, code] of TROUBLES)
  test(`a store that is ${name} is named within ten seconds, and its return is noticed`, async ({
    page,
    bucket,
    setFault,
    complaints,
  }) => {
    complaints.expect(/status of 50[0-9]/);
    await bucket.put("file.txt");
    await setFault(fault);
    const asked = Date.now();
    const answer = page.request.get(api.objects("faulty", bucket.name, { prefix: "" }), {
      headers: { "sec-fetch-site": "same-origin" },
    });
    await page.goto(pages.bucket("faulty", bucket.name));
    expect(await (await answer).json()).toMatchObject({ error: { code } });
    expect(Date.now() - asked).toBeLessThan(10_000);
    await expect(page.getByText(title, { exact: true })).toBeVisible({ timeout: 12_000 });
    await setFault({ kind: "none" });
    // What may pass is tried again without a click; what needs somebody's hand is tried when one asks.
    if (code === "s3_denied" || code === "s3_error")
      await page.getByRole("button", { name: "Try again now" }).click();
    await expect(row(page, "file.txt")).toBeVisible({ timeout: 25_000 });
  });

test("a store that goes away while one looks at a list leaves the list, and says so", async ({
  page,
  bucket,
  setFault,
  complaints,
}) => {
  complaints.expect(/status of 50[0-9]/);
  await bucket.put("file.txt");
  await openBucket(page, bucket, "", "faulty");
  await setFault({ kind: "away" });
  await page.getByRole("button", { name: "Refresh" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "cannot be reached" })).toBeVisible();
  await expect(row(page, "file.txt")).toBeVisible();
  await bucket.put("later.txt");
  await setFault({ kind: "none" });
  await expect(row(page, "later.txt")).toBeVisible({ timeout: 25_000 });
});

test("Cooper itself stays up while a store is away", async ({ page, setFault, world }) => {
  await setFault({ kind: "away" });
  expect((await page.request.get(`${world.cooper}/api/health`)).status()).toBe(200);
  expect((await page.request.get(`${world.cooper}/api/ready`)).status()).toBe(200);
});

test("cancelling leaves no object and no parts behind", async ({ page, bucket, setFault }) => {
  // The parts' bytes never arrive; Cooper's own calls to the store do.
  await setFault({ kind: "hang", method: "PUT" });
  await page.goto(pages.bucket("faulty", bucket.name));
  await page.getByLabel("Upload files").setInputFiles({
    name: "big.bin",
    mimeType: "application/octet-stream",
    buffer: randomBytes(20 * 1024 * 1024),
  });
  await expect.poll(() => bucket.unfinishedUploads()).toHaveLength(1);
  await dock(page).getByRole("button", { name: "Cancel big.bin" }).click();
  await expect(transfer(page, "big.bin")).toHaveAttribute("aria-valuetext", /^Cancelled/i);
  await expect.poll(() => bucket.unfinishedUploads()).toEqual([]);
  expect(await bucket.keys()).toEqual([]);
});

test("an upload outlives a store that was away for a while", async ({
  page,
  bucket,
  setFault,
  complaints,
}) => {
  complaints.expect(
    /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_SOCKET_NOT_CONNECTED|status of (403|50\d)|CORS/,
  );
  const body = randomBytes(17 * 1024 * 1024);
  await setFault({ kind: "hang", method: "PUT" });
  await page.goto(pages.bucket("faulty", bucket.name));
  await page
    .getByLabel("Upload files")
    .setInputFiles({ name: "big.bin", mimeType: "application/octet-stream", buffer: body });
  await expect.poll(() => bucket.unfinishedUploads()).toHaveLength(1);
  await setFault({ kind: "away" });
  await setFault({ kind: "none" });
  await expect(transfer(page, "big.bin")).toHaveAttribute("aria-valuetext", /^Done/i, { timeout: 40_000 });
  expect((await bucket.bytes("big.bin")).equals(body)).toBe(true);
});
