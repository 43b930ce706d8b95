import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { parseAddress } from "../http/address";
import type { S3Request } from "../http/request";
import { ANONYMOUS } from "../policy/identity";
import { canonicalTexts } from "./canonical";
import { readClaim } from "./claim";
import { verifyClaim } from "./verify";

const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const THEN = new Date("2013-05-24T00:01:00Z");

function request(target: string, headers: Record<string, string>, method = "GET"): S3Request {
  const host = headers.host ?? "";
  return {
    ...parseAddress(target, host),
    method,
    host,
    headers: new Map(Object.entries(headers).map(([name, value]) => [name, [value]])),
    stream: Readable.from([]),
    remoteAddress: "127.0.0.1",
  };
}

/** "GET Object" of the S3 documentation on signatures. */
const DOCUMENTED = {
  host: "examplebucket.s3.amazonaws.com",
  range: "bytes=0-9",
  "x-amz-content-sha256": EMPTY,
  "x-amz-date": "20130524T000000Z",
  authorization:
    "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
};

/** The presigned example of the same documentation. */
const DOCUMENTED_URL =
  "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";

async function verify(what: S3Request, now = THEN): Promise<void> {
  const claim = readClaim(what);
  if (!claim) throw new Error("no claim");
  const { accessKeyId } = claim;
  const credential = { accessKeyId, secretAccessKey: SECRET, identity: ANONYMOUS, session: null };
  await verifyClaim(what, claim, credential, now);
}

describe("documented signatures", () => {
  test("the header example verifies, and no other range", async () => {
    await verify(request("/test.txt", DOCUMENTED));
    await expect(verify(request("/test.txt", { ...DOCUMENTED, range: "bytes=0-8" }))).rejects.toMatchObject({
      code: "SignatureDoesNotMatch",
    });
  });

  test("the query example verifies for a day and not a second longer", async () => {
    const what = request(DOCUMENTED_URL, { host: DOCUMENTED.host });
    await verify(what, new Date("2013-05-24T23:59:59Z"));
    await expect(verify(what, new Date("2013-05-25T00:00:00Z"))).rejects.toThrow("Request has expired");
    await expect(verify(what, new Date("2013-05-23T23:44:00Z"))).rejects.toThrow("not yet valid");
  });

  test("white space in header values is folded, header names are sorted", async () => {
    const what = request("/b/k?b=2&a=%20&a=1", { ...DOCUMENTED, range: "  bytes=0-9   x " });
    const claim = readClaim(what);
    if (!claim) throw new Error("no claim");
    const { canonicalRequest } = await canonicalTexts(what, claim);
    expect(canonicalRequest.split("\n").slice(0, 5)).toEqual([
      "GET",
      "/b/k",
      "a=%20&a=1&b=2",
      `host:${DOCUMENTED.host}`,
      "range:bytes=0-9 x",
    ]);
  });
});

describe("what must be signed", () => {
  test.each(["host", "x-amz-content-sha256", "x-amz-date"])("%s", async (name) => {
    const authorization = DOCUMENTED.authorization.replace(/SignedHeaders=[^,]+/, (text) =>
      text.replace(new RegExp(`;${name}|${name};`), ""),
    );
    await expect(verify(request("/test.txt", { ...DOCUMENTED, authorization }))).rejects.toMatchObject({
      code: "AccessDenied",
      details: { HeadersNotSigned: name },
    });
  });

  test("any other x-amz header", async () => {
    const what = request("/test.txt", { ...DOCUMENTED, "x-amz-meta-a": "1" });
    await expect(verify(what)).rejects.toThrow("not signed");
  });
});

describe("claims that make no sense", () => {
  test.each([
    ["AWS4-HMAC-SHA256 x", "AuthorizationHeaderMalformed"],
    ["AWS AKIA:signature", "InvalidRequest"],
    [DOCUMENTED.authorization.replace("host;range", "range;host"), "AuthorizationHeaderMalformed"],
    [DOCUMENTED.authorization.replace("host;range", "Host;range"), "AuthorizationHeaderMalformed"],
    [DOCUMENTED.authorization.replace("/s3/", "/iam/"), "AuthorizationHeaderMalformed"],
    [DOCUMENTED.authorization.replace("/20130524/", "/20130523/"), "AuthorizationHeaderMalformed"],
    [`${DOCUMENTED.authorization},Extra=1`, "AuthorizationHeaderMalformed"],
  ])("%s is %s", (authorization, code) => {
    expect(() => readClaim(request("/k", { ...DOCUMENTED, authorization }))).toThrow(
      expect.objectContaining({ code }),
    );
  });

  test.each(["0", "-1", "604801", "1e3", "", "ten"])("a lifetime of %j is refused", (expires) => {
    const target = DOCUMENTED_URL.replace("Expires=86400", `Expires=${expires}`);
    expect(() => readClaim(request(target, { host: "localhost" }))).toThrow(
      expect.objectContaining({ code: "AuthorizationQueryParametersError" }),
    );
  });

  test("a body hash that is none is refused, and so are two ways of signing", () => {
    const hash = { ...DOCUMENTED, "x-amz-content-sha256": "nonsense" };
    expect(() => readClaim(request("/k", hash))).toThrow("x-amz-content-sha256 must be");
    expect(() => readClaim(request(DOCUMENTED_URL, DOCUMENTED))).toThrow("Only one auth mechanism");
    expect(readClaim(request("/k", { host: "localhost" }))).toBeNull();
  });
});
