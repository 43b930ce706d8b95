import path from "node:path";
import type { RuleInput } from "@/sandbox/chaos/rule";
import { dock, transfer } from "../fixtures/screen";
import { MIB } from "./size";
import { expect, test } from "./test";
import { files, openForUpload, untilDone, writePattern } from "./upload";

// Each fault alone, on one file of parts. Whatever befalls it, the file arrives as it is, or the page says why it cannot.
test.beforeEach(({ signIn }) => signIn());

const SIZE = 40 * MIB;
const part = { operation: "UploadPart" } as const;
const complete = { operation: "CompleteMultipartUpload" } as const;

/** Strikes each part's first try, so that every part has to come through a second time. */
const everyPart = (
  fault: RuleInput extends infer Rule ? (Rule extends { faults: (infer F)[] } ? F : never) : never,
) => ({ match: part, per: "request", times: 1, faults: [fault] }) satisfies RuleInput;

const PASSING: [name: string, rule: RuleInput][] = [
  ["500 InternalError", everyPart({ kind: "status", status: 500, code: "InternalError", readBody: true })],
  ["502 from something in between", everyPart({ kind: "status", status: 502, code: "BadGateway" })],
  ["503 SlowDown", everyPart({ kind: "slow-down", retryAfter: 1 })],
  ["503 SlowDown after the whole body", everyPart({ kind: "slow-down", readBody: true })],
  ["429 TooManyRequests", everyPart({ kind: "status", status: 429, code: "TooManyRequests", retryAfter: 1 })],
  ["a reset in the middle of the body", everyPart({ kind: "reset", in: "request", after: 3 * MIB })],
  ["a reset before the answer", everyPart({ kind: "reset", in: "answer" })],
  ["an answer that is lost", everyPart({ kind: "lose-answer" })],
  ["a body that is cut on its way", everyPart({ kind: "truncate", in: "request", after: MIB })],
  [
    "one bit that is flipped on its way",
    { match: { ...part, part: 3 }, times: 1, faults: [{ kind: "corrupt", in: "request" }] },
  ],
  [
    "an answer that CORS hides",
    { match: { ...part, part: 2 }, times: 1, faults: [{ kind: "cors-missing" }] },
  ],
  ["a Complete whose answer is lost", { match: complete, times: 1, faults: [{ kind: "lose-answer" }] }],
  [
    "a Complete that is answered 200 with an error",
    { match: complete, times: 1, faults: [{ kind: "error-body" }] },
  ],
  [
    "a Complete that is answered 200 with an error and yet done",
    { match: complete, times: 1, faults: [{ kind: "error-body", handled: true }] },
  ],
  ["a Complete that is refused for a moment", { match: complete, times: 2, faults: [{ kind: "slow-down" }] }],
  [
    "a beginning that fails twice",
    {
      match: { operation: "CreateMultipartUpload" },
      times: 2,
      faults: [{ kind: "status", status: 500, code: "InternalError" }],
    },
  ],
  [
    "a list of parts that fails",
    { match: { operation: "ListParts" }, times: 1, faults: [{ kind: "slow-down" }] },
  ],
  [
    "signatures that S3 takes for expired",
    everyPart({ kind: "status", status: 403, code: "AccessDenied", message: "Request has expired" }),
  ],
];

for (const [name, rule] of PASSING)
  test(`a file arrives whole through ${name}`, async ({ page, bucket, chaos, folder, complaints }) => {
    complaints.expect(/Failed to load resource|blocked by CORS|ERR_/);
    const sha256 = writePattern(path.join(folder, "file.bin"), SIZE, name);
    await openForUpload(page, bucket.name);
    await chaos.add({ id: `rule-${bucket.name}`, ...rule });
    await files(page).setInputFiles(path.join(folder, "file.bin"));
    await untilDone(page, "file.bin", 90_000);
    const struck = await chaos.requests({ struck: `rule-${bucket.name}` });
    expect(struck.length, "requests that the fault struck").toBeGreaterThan(0);
    expect(await chaos.sha256("file.bin")).toBe(sha256);
    expect(await bucket.unfinishedUploads()).toEqual([]);
  });

test("a connection on which nothing moves is given up after half a minute, and the part goes again", async ({
  page,
  bucket,
  chaos,
  folder,
  complaints,
}) => {
  test.setTimeout(150_000);
  complaints.expect(/Failed to load resource|ERR_/);
  const sha256 = writePattern(path.join(folder, "file.bin"), SIZE);
  await openForUpload(page, bucket.name);
  await chaos.add({
    match: { ...part, part: 2 },
    times: 1,
    faults: [{ kind: "stall", in: "request", after: MIB }],
  });
  await files(page).setInputFiles(path.join(folder, "file.bin"));
  await untilDone(page, "file.bin", 120_000);
  expect(await chaos.sha256("file.bin")).toBe(sha256);
  expect(await bucket.unfinishedUploads()).toEqual([]);
});

test("S3 is away for a minute: the upload waits, says so, and goes on by itself", async ({
  page,
  bucket,
  chaos,
  folder,
  complaints,
}) => {
  test.setTimeout(180_000);
  complaints.expect(/Failed to load resource|ERR_/);
  const sha256 = writePattern(path.join(folder, "file.bin"), SIZE);
  await openForUpload(page, bucket.name);
  await chaos.add({ match: { ...part, part: 1 }, faults: [{ kind: "delay", ms: 1500 }] });
  await files(page).setInputFiles(path.join(folder, "file.bin"));
  await chaos.waitFor({ operation: "UploadPart" });
  await chaos.clear();
  const began = Date.now();
  // Whatever is asked, and whoever asks, nobody answers.
  await chaos.add({ faults: [{ kind: "reset", in: "request" }] });
  await chaos.add({ faults: [{ kind: "status", status: 503, code: "ServiceUnavailable" }] });
  await expect(dock(page)).toContainText(/again|busy|does not answer|broke off/i, { timeout: 30_000 });
  await expect.poll(() => Date.now() - began, { timeout: 90_000, intervals: [1000] }).toBeGreaterThan(60_000);
  const during = await chaos.requests();
  const tries = during.filter(({ start, method }) => start >= began && method === "PUT").length;
  expect(tries, "tries in a minute of one file").toBeLessThanOrEqual(120);
  await chaos.clear();
  await untilDone(page, "file.bin", 60_000);
  expect(await chaos.sha256("file.bin")).toBe(sha256);
  expect(await bucket.unfinishedUploads()).toEqual([]);
});

for (const [name, fault, words] of [
  [
    "a denial",
    { kind: "status", status: 403, code: "AccessDenied", message: "Access Denied" },
    /AccessDenied/,
  ],
  [
    "a quota",
    { kind: "status", status: 403, code: "QuotaExceeded", message: "The quota is used up." },
    /quota is used up/i,
  ],
] as const)
  test(`${name} ends the upload within seconds, says why, and leaves what S3 has for another try`, async ({
    page,
    bucket,
    chaos,
    folder,
    complaints,
  }) => {
    complaints.expect(/Failed to load resource/);
    writePattern(path.join(folder, "file.bin"), SIZE);
    await openForUpload(page, bucket.name);
    await chaos.add({ match: part, after: 2, faults: [fault] });
    await files(page).setInputFiles(path.join(folder, "file.bin"));
    await expect(transfer(page, "file.bin")).toHaveAttribute("aria-valuetext", /^Failed/i, {
      timeout: 10_000,
    });
    await expect(dock(page)).toContainText(words);
    await chaos.clear();
    const before = (await chaos.requests({ operation: "UploadPart", status: 200 })).length;
    await dock(page).getByRole("button", { name: "Retry file.bin" }).click();
    await untilDone(page, "file.bin", 60_000);
    const stored = await chaos.requests({ operation: "UploadPart", status: 200 });
    expect(stored.length, "parts, each stored once").toBe(5);
    expect(before).toBeGreaterThanOrEqual(1);
    expect(await bucket.unfinishedUploads()).toEqual([]);
  });
