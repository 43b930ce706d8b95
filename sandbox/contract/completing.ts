import assert from "node:assert/strict";
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { type Bench, type Case, expectError, expectStatus } from "./bench";
import { unimitated } from "./differences";
import { pathOf } from "./wire";

type Refusal = {
  what: string;
  code: string;
  ceph16?: string;
  parts: (etag: string) => string;
};

const part = (number: number, etag: string, more = "") =>
  `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag>${more}</Part>`;

const REFUSALS: Refusal[] = [
  {
    what: "one part twice",
    ceph16: "takes it once",
    code: "InvalidPartOrder",
    parts: (etag) => part(1, etag).repeat(2),
  },
  { what: "an ETag in upper case", code: "InvalidPart", parts: (etag) => part(1, etag.toUpperCase()) },
  {
    what: "a part without an ETag",
    code: "MalformedXML",
    parts: () => "<Part><PartNumber>1</PartNumber></Part>",
  },
  {
    what: "an element of another's",
    ceph16: "overlooks it",
    code: "MalformedXML",
    parts: (etag) => `${part(1, etag)}<Color/>`,
  },
  {
    what: "an element of another's in a part",
    ceph16: "overlooks it",
    code: "MalformedXML",
    parts: (etag) => part(1, etag, "<Color/>"),
  },
  {
    what: "10,001 parts",
    ceph16: "says InvalidRange",
    code: "MalformedXML",
    parts: (etag) => Array.from({ length: 10_001 }, (_, at) => part(at + 1, etag)).join(""),
  },
];

async function refusedParts(bench: Bench, { what, code, parts }: Refusal): Promise<void> {
  const Bucket = await bench.bucket();
  const Key = `completing/${what}`;
  const { UploadId = "" } = await bench.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const upload = { Bucket, Key, UploadId };
  const { ETag = "" } = await bench.s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: "x" }));
  const complete = async (inner: string) =>
    await bench.signed({
      method: "POST",
      path: pathOf(Bucket, Key),
      query: { uploadId: UploadId },
      body: `<CompleteMultipartUpload>${inner}</CompleteMultipartUpload>`,
    });
  try {
    expectError(await complete(parts(ETag)), 400, code);
    assert.equal(await bench.exists(Key), false);
    expectStatus(await complete(part(1, ETag)), 200);
  } finally {
    await bench.s3.send(new AbortMultipartUploadCommand(upload)).catch(() => null);
  }
}

export const completingCases: Case[] = REFUSALS.map(
  (refusal): Case => ({
    name: `completing with ${refusal.what} is ${refusal.code}, and the upload stays`,
    ...(refusal.ceph16 === undefined
      ? {}
      : { differs: { ceph16: unimitated(refusal.ceph16, "names each part once, in order") } }),
    run: async (bench) => await refusedParts(bench, refusal),
  }),
);
