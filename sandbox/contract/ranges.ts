import assert from "node:assert/strict";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { type Bench, type Case, expectError, expectStatus } from "./bench";
import { NO_IF_RANGE, unimitated } from "./differences";
import { type Answer, pathOf } from "./wire";

const TEN = "0123456789";
const HUGE = "9".repeat(30);

async function read(
  bench: Bench,
  key: string,
  headers: Record<string, string>,
  method = "GET",
): Promise<Answer> {
  return await bench.signed({ method, path: pathOf(await bench.bucket(), key), headers });
}

type Row = { range: string; text: string; contentRange?: string; differs?: string };

/** Of ten bytes. */
const ANSWERED: Row[] = [
  { range: "bytes=0-", text: TEN, contentRange: "bytes 0-9/10" },
  { range: "bytes=0-9", text: TEN, contentRange: "bytes 0-9/10" },
  { range: "bytes=9-9", text: "9", contentRange: "bytes 9-9/10" },
  { range: "bytes=-10", text: TEN, contentRange: "bytes 0-9/10" },
  { range: "bytes=-11", text: TEN, contentRange: "bytes 0-9/10" },
  { range: "bytes=00-01", text: "01", contentRange: "bytes 0-1/10" },
  { range: `bytes=8-${HUGE}`, text: "89", contentRange: "bytes 8-9/10" },
  { range: `bytes=-${HUGE}`, text: TEN, contentRange: "bytes 0-9/10" },
  { range: "bytes=0-1,4-5", text: TEN, differs: "gives the first range" },
  { range: "bytes=,", text: TEN, differs: "answers 416" },
  { range: "bytes=--1", text: TEN, differs: "answers 416" },
  { range: "bytes=1--2", text: TEN, differs: "answers 416" },
  { range: "bytes= 0-1", text: TEN, differs: "overlooks the space" },
  { range: "bytes=0 -1", text: TEN, differs: "overlooks the space" },
  { range: "bytes=100-x", text: TEN, differs: "answers 416" },
  { range: "bytes", text: TEN, differs: "says that it is a range" },
  { range: "chunks=0-1", text: TEN, differs: "says that it is a range" },
];

const OUTSIDE = ["bytes=10-", "bytes=10-10", "bytes=100-200", "bytes=-0", `bytes=${HUGE}-`];

function checkHeaders(answer: Answer, { text, contentRange }: Row, etag: string): void {
  const { headers } = answer;
  assert.equal(headers["content-length"], String(text.length));
  assert.equal(headers["content-range"], contentRange);
  assert.equal(headers["accept-ranges"], "bytes");
  assert.equal(headers.etag, etag);
}

export const rangeCases: Case[] = [
  ...ANSWERED.map((row): Case => {
    const short = row.range.replace(HUGE, "99…9");
    return {
      name: `"${short}" of ten bytes is ${row.contentRange ?? "the whole object"}, by GET, HEAD and a presigned GET`,
      ...(row.differs
        ? {
            differs: {
              ceph16: unimitated(row.differs, "asks for no range, nor does a browser for such a one"),
            },
          }
        : {}),
      run: async (bench) => {
        const etag = await bench.shared("ranges/ten", TEN);
        const status = row.contentRange ? 206 : 200;
        const range = { range: row.range };
        const got = expectStatus(await read(bench, "ranges/ten", range), status);
        assert.equal(got.text, row.text);
        checkHeaders(got, row, etag);
        const head = expectStatus(await read(bench, "ranges/ten", range, "HEAD"), status);
        assert.equal(head.body.length, 0);
        checkHeaders(head, row, etag);
        const path = pathOf(await bench.bucket(), "ranges/ten");
        const presigned = expectStatus(await bench.presigned({ path, headers: range }), status);
        assert.equal(presigned.text, row.text);
      },
    };
  }),
  ...OUTSIDE.map(
    (range): Case => ({
      name: `"${range.replace(HUGE, "99…9")}" of ten bytes is 416 and says the size`,
      differs: {
        ceph16: {
          store: range === "bytes=-0" ? "gives the whole object" : "does not say the size",
          cooper: "asks for no range, nor does a browser for such a one",
        },
      },
      run: async (bench) => {
        await bench.shared("ranges/ten", TEN);
        const answer = expectError(await read(bench, "ranges/ten", { range }), 416, "InvalidRange");
        assert.equal(answer.headers["content-range"], "bytes */10");
        assert.match(answer.text, /<RangeRequested>bytes=[^<]+<\/RangeRequested>/);
        assert.match(answer.text, /<ActualObjectSize>10<\/ActualObjectSize>/);
        const head = expectStatus(await read(bench, "ranges/ten", { range }, "HEAD"), 416);
        assert.equal(head.body.length, 0);
      },
    }),
  ),
  ...["bytes=0-", "bytes=0-0", "bytes=-0", "bytes=1-2"].map(
    (range): Case => ({
      name: `"${range}" of no bytes is 416`,
      run: async (bench) => {
        await bench.shared("ranges/empty", "");
        expectError(await read(bench, "ranges/empty", { range }), 416, "InvalidRange");
      },
    }),
  ),
  {
    name: "the end of an object of no bytes is all of it",
    differs: { ceph16: unimitated("answers 416", "asks for no range, nor does a browser for such a one") },
    run: async (bench) => {
      await bench.shared("ranges/empty", "");
      for (const range of ["bytes=-1", "bytes=-100"]) {
        const answer = expectStatus(await read(bench, "ranges/empty", { range }), 200);
        assert.deepEqual([answer.text, answer.headers["content-range"]], ["", undefined]);
      }
    },
  },
  {
    name: "If-Range gives the range of the same object, and the whole of another",
    differs: { ceph16: NO_IF_RANGE },
    run: async (bench) => {
      const etag = await bench.put("ranges/if", TEN);
      const modified = String((await read(bench, "ranges/if", {})).headers["last-modified"]);
      for (const [validator, status] of [
        [etag, 206],
        [modified, 206],
        ['"0123"', 200],
        ["Sat, 01 Jan 2000 00:00:00 GMT", 200],
      ] as const) {
        const headers = { range: "bytes=2-3", "if-range": validator };
        const answer = expectStatus(await read(bench, "ranges/if", headers), status);
        assert.equal(answer.text, status === 206 ? "23" : TEN, validator);
      }
    },
  },
  {
    name: "a range outside counts only for the object that If-Range names",
    differs: { ceph16: NO_IF_RANGE },
    run: async (bench) => {
      const etag = await bench.put("ranges/if-outside", TEN);
      const outside = { range: "bytes=10-" };
      const same = await read(bench, "ranges/if-outside", { ...outside, "if-range": etag });
      expectError(same, 416, "InvalidRange");
      const other = await read(bench, "ranges/if-outside", { ...outside, "if-range": '"0123"' });
      assert.equal(expectStatus(other, 200).text, TEN);
    },
  },
  {
    name: "conditions come before the range",
    run: async (bench) => {
      const etag = await bench.put("ranges/conditions", TEN);
      for (const range of ["bytes=2-3", "bytes=10-"]) {
        const unmet = await read(bench, "ranges/conditions", { range, "if-match": '"0123"' });
        expectError(unmet, 412, "PreconditionFailed");
        expectStatus(await read(bench, "ranges/conditions", { range, "if-none-match": etag }), 304);
      }
      const met = await read(bench, "ranges/conditions", { range: "bytes=2-3", "if-match": etag });
      assert.equal(expectStatus(met, 206).text, "23");
    },
  },
  {
    name: "a range of encoded bytes is one of the bytes as they are kept",
    run: async (bench) => {
      const Bucket = await bench.bucket();
      await bench.s3.send(
        new PutObjectCommand({ Bucket, Key: "ranges/gzip", Body: TEN, ContentEncoding: "gzip" }),
      );
      const answer = expectStatus(await read(bench, "ranges/gzip", { range: "bytes=2-3" }), 206);
      assert.deepEqual([answer.text, answer.headers["content-encoding"]], ["23", "gzip"]);
    },
  },
];
