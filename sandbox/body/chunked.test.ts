import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type ChunkedOptions, decodeChunked } from "./chunked";

/** The example of the S3 documentation: 66,560 times `a`, in chunks of 64 KiB and 1 KiB. */
const EXAMPLE = {
  claim: {
    longDate: "20130524T000000Z",
    scope: "20130524/us-east-1/s3/aws4_request",
    signature: "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
  },
  secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  signatures: [
    "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
    "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
    "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
  ],
};

const key = ["20130524", "us-east-1", "s3", "aws4_request"].reduce<Buffer | string>(
  (secret, text) => createHmac("sha256", secret).update(text).digest(),
  `AWS4${EXAMPLE.secret}`,
) as Buffer;

const signed: ChunkedOptions = { claim: EXAMPLE.claim, key, signed: true, trailer: null };
const unsigned: ChunkedOptions = { ...signed, signed: false, trailer: "x-amz-checksum-crc32" };

function exampleBody(): string {
  const [first, second, last] = EXAMPLE.signatures;
  return [
    `10000;chunk-signature=${first}\r\n${"a".repeat(65_536)}\r\n`,
    `400;chunk-signature=${second}\r\n${"a".repeat(1024)}\r\n`,
    `0;chunk-signature=${last}\r\n\r\n`,
  ].join("");
}

/** Hands the body over in pieces of a size, so that every boundary falls everywhere once. */
async function decode(
  body: string,
  options: ChunkedOptions,
  size = 1000,
): Promise<{ text: string; trailer: string | null }> {
  async function* pieces() {
    for (let at = 0; at < body.length; at += size) yield Buffer.from(body.slice(at, at + size), "latin1");
  }
  const decoded: Buffer[] = [];
  const source = decodeChunked(pieces(), options);
  let step = await source.next();
  for (; !step.done; step = await source.next()) decoded.push(step.value);
  return { text: Buffer.concat(decoded).toString("latin1"), trailer: step.value };
}

describe("signed chunks", () => {
  test.each([1, 7, 65_536, 1_000_000])(
    "the documented example is decoded from pieces of %d bytes",
    async (size) => {
      expect((await decode(exampleBody(), signed, size)).text).toBe("a".repeat(66_560));
    },
  );

  test.each([
    ["a changed byte", (body: string) => body.replace("\r\naaa", "\r\naab")],
    ["a changed signature", (body: string) => body.replace("ad80c7", "ad80c8")],
    ["a signature left out", (body: string) => body.replace(/;chunk-signature=[0-9a-f]+/, "")],
    ["a chunk left out", (body: string) => body.replace(/400;chunk[^\r]+\r\na+\r\n/, "")],
  ])("%s is SignatureDoesNotMatch", async (_what, tamper) => {
    await expect(decode(tamper(exampleBody()), signed)).rejects.toMatchObject({
      code: "SignatureDoesNotMatch",
    });
  });

  test.each([10, 65_600, 66_700])("a body cut after %d bytes is IncompleteBody", async (length) => {
    await expect(decode(exampleBody().slice(0, length), signed)).rejects.toMatchObject({
      code: "IncompleteBody",
    });
  });

  test("bytes behind the end are refused", async () => {
    await expect(decode(`${exampleBody()}x`, signed)).rejects.toMatchObject({
      code: "IncompleteBody",
    });
  });
});

describe("unsigned chunks with a trailer", () => {
  test("the trailer's value comes back", async () => {
    const body = "3\r\nabc\r\n0\r\nx-amz-checksum-crc32:NSRBwg==\r\n\r\n";
    expect(await decode(body, unsigned, 1)).toEqual({ text: "abc", trailer: "NSRBwg==" });
  });

  test.each([
    ["the announced trailer missing", "3\r\nabc\r\n0\r\n\r\n"],
    ["another trailer", "3\r\nabc\r\n0\r\nx-amz-checksum-sha1:AA==\r\n\r\n"],
    ["one trailer too many", "3\r\nabc\r\n0\r\nx-amz-checksum-crc32:NSRBwg==\r\nx-other:1\r\n\r\n"],
    ["a line that is none", "3\r\nabc\r\n0\r\nnonsense\r\n\r\n"],
  ])("%s is MalformedTrailerError", async (_what, body) => {
    await expect(decode(body, unsigned)).rejects.toMatchObject({ code: "MalformedTrailerError" });
  });

  test("a chunk's head is its size alone", async () => {
    const body = "3;more=1\r\nabc\r\n0\r\nx-amz-checksum-crc32:NSRBwg==\r\n\r\n";
    await expect(decode(body, unsigned)).rejects.toMatchObject({ code: "InvalidRequest" });
  });

  test("small chunks are allowed at the end only", async () => {
    const body = "3\r\nabc\r\n3\r\ndef\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n";
    await expect(decode(body, unsigned)).rejects.toMatchObject({ code: "InvalidChunkSizeError" });
  });
});
