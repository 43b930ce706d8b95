import assert from "node:assert/strict";
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
} from "@aws-sdk/client-s3";
import { type Bench, type Case, expectError, expectStatus } from "./bench";
import { unimitated } from "./differences";
import { pathOf } from "./wire";

async function list(bench: Bench, query: Record<string, string>): Promise<string> {
  const path = pathOf(await bench.bucket());
  return expectStatus(await bench.signed({ path, query }), 200).text;
}

const has = (text: string, name: string) => text.includes(`<${name}>`);

export const listingDetailCases: Case[] = [
  {
    name: "a page has 1,000 entries at most, whatever is asked for, and says so",
    run: async (bench) => {
      const text = await list(bench, { "list-type": "2", "max-keys": "1001", prefix: "details/" });
      assert.match(text, /<MaxKeys>1000<\/MaxKeys>/);
    },
  },
  {
    name: "the second version of listings names owners on demand, the first always",
    run: async (bench) => {
      await bench.put("details/owner");
      const query = { prefix: "details/owner" };
      assert.equal(has(await list(bench, query), "Owner"), true);
      assert.equal(has(await list(bench, { ...query, "list-type": "2" }), "Owner"), false);
      assert.equal(
        has(await list(bench, { ...query, "list-type": "2", "fetch-owner": "true" }), "Owner"),
        true,
      );
    },
  },
  {
    name: "the first version of listings names a next marker only beside a delimiter",
    differs: {
      ceph16: unimitated("always names one", "asks for the second version, and uses tokens as they come"),
    },
    run: async (bench) => {
      for (const name of ["a", "b"]) await bench.put(`details/next/${name}`);
      const query = { prefix: "details/next/", "max-keys": "1" };
      const plain = await list(bench, query);
      assert.deepEqual([has(plain, "NextMarker"), /<IsTruncated>true</.test(plain)], [false, true]);
      assert.match(await list(bench, { ...query, delimiter: "/" }), /<NextMarker>details\/next\/a</);
    },
  },
  {
    name: "an encoded listing keeps slashes and writes spaces as plus signs",
    differs: {
      ceph16: unimitated("writes spaces as %20", "asks for the second version, and uses tokens as they come"),
    },
    run: async (bench) => {
      await bench.put("details/a b+c");
      const text = await list(bench, {
        "list-type": "2",
        "encoding-type": "url",
        prefix: "details/a ",
      });
      assert.match(text, /<Key>details\/a\+b%2Bc<\/Key>/);
      assert.match(text, /<Prefix>details\/a\+<\/Prefix>/);
    },
  },
  {
    name: "a listing goes on from no token but one of its own",
    differs: {
      ceph16: {
        store: "any key is a token",
        cooper: "asks for the second version, and uses tokens as they come",
      },
    },
    run: async (bench) => {
      await bench.put("details/token/1");
      await bench.put("details/token/2");
      const query = { "list-type": "2", prefix: "details/token/", "max-keys": "1" };
      const token = /<NextContinuationToken>([^<]+)</.exec(await list(bench, query))?.[1] ?? "";
      const path = pathOf(await bench.bucket());
      for (const other of ["details/token/1", `${token}=`, token.slice(0, -1)]) {
        const answer = await bench.signed({ path, query: { ...query, "continuation-token": other } });
        expectError(answer, 400, "InvalidArgument");
      }
    },
  },
  {
    name: "unfinished uploads are in the order of their keys' UTF-8 bytes",
    differs: {
      minio: {
        store: "lists the unfinished uploads of one key alone",
        cooper: "shows those that it knows of",
      },
    },
    run: async (bench) => {
      const Bucket = await bench.bucket();
      const keys = ["a", "a/b", "b", "\uff5a", "\u{1f600}"].map((name) => `begun/${name}`);
      const begun = [];
      for (const Key of [...keys].reverse()) {
        const { UploadId } = await bench.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
        begun.push({ Bucket, Key, UploadId });
      }
      const { Uploads } = await bench.s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: "begun/" }));
      for (const upload of begun) await bench.s3.send(new AbortMultipartUploadCommand(upload));
      assert.deepEqual(
        Uploads?.map(({ Key }) => Key),
        keys,
      );
    },
  },
  {
    name: "parts go on from a number",
    run: async (bench) => {
      const Bucket = await bench.bucket();
      const Key = "details/parts";
      const { UploadId = "" } = await bench.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
      const query = { uploadId: UploadId, "part-number-marker": "one" };
      expectError(await bench.signed({ path: pathOf(Bucket, Key), query }), 400, "InvalidArgument");
      await bench.s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    },
  },
];
