import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { parseAddress } from "../http/address";
import type { S3Request } from "../http/request";
import { ANONYMOUS } from "../policy/identity";
import { canonicalTexts } from "./canonical";
import { noClaim, readClaim } from "./claim";
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

  test("the header example verifies for a quarter of an hour before and after, and not a second longer", async () => {
    const what = request("/test.txt", DOCUMENTED);
    for (const at of ["2013-05-23T23:45:00Z", "2013-05-24T00:15:00Z"]) await verify(what, new Date(at));
    for (const at of ["2013-05-23T23:44:59Z", "2013-05-24T00:15:01Z"])
      await expect(verify(what, new Date(at))).rejects.toMatchObject({ code: "RequestTimeTooSkewed" });
  });

  test("the query example is no more than a quarter of an hour ahead", async () => {
    const what = request(DOCUMENTED_URL, { host: DOCUMENTED.host });
    await verify(what, new Date("2013-05-23T23:45:00Z"));
    await expect(verify(what, new Date("2013-05-23T23:44:59Z"))).rejects.toThrow("not yet valid");
  });

  test("a signature is written in lower case", async () => {
    const authorization = DOCUMENTED.authorization.replace(/[0-9a-f]{64}$/, (text) => text.toUpperCase());
    await expect(verify(request("/test.txt", { ...DOCUMENTED, authorization }))).rejects.toMatchObject({
      code: "SignatureDoesNotMatch",
    });
  });

  test("a parameter given twice counts twice", async () => {
    const what = request(`${DOCUMENTED_URL}&versionId=a`, { host: DOCUMENTED.host });
    const claim = readClaim(what);
    if (!claim) throw new Error("no claim");
    const twice = request(`${DOCUMENTED_URL}&versionId=a&versionId=b`, { host: DOCUMENTED.host });
    const texts = [canonicalTexts(what, claim), canonicalTexts(twice, claim)];
    expect(texts[1]?.canonicalRequest).toContain("versionId=a&versionId=b");
    expect(texts[1]?.stringToSign).not.toBe(texts[0]?.stringToSign);
  });

  test("white space in header values is folded, header names are sorted", async () => {
    const what = request("/b/k?b=2&a=%20&a=1", { ...DOCUMENTED, range: "  bytes=0-9   x " });
    const claim = readClaim(what);
    if (!claim) throw new Error("no claim");
    const { canonicalRequest } = canonicalTexts(what, claim);
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
    [DOCUMENTED.authorization.replace("/aws4_request", "/aws4"), "AuthorizationHeaderMalformed"],
    [`${DOCUMENTED.authorization},Extra=1`, "AuthorizationHeaderMalformed"],
    [`${DOCUMENTED.authorization},Signature=0`, "AuthorizationHeaderMalformed"],
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

  test.each([
    ["Algorithm=AWS4-HMAC-SHA256", "Algorithm=AWS4-HMAC-SHA1"],
    ["aws4_request", "aws4"],
    ["%2F20130524%2F", "%2F20130523%2F"],
    ["Date=20130524T000000Z", "Date=2013-05-24T00:00:00Z"],
    ["Date=20130524T000000Z", "Date=20130524T250000Z"],
    ["SignedHeaders=host", "SignedHeaders=range%3Bhost"],
    ["X-Amz-Expires=86400", "X-Amz-Expires=86400&X-Amz-Expires=604800"],
    ["X-Amz-Signature=", "X-Amz-Signature=0&X-Amz-Signature="],
  ])("a link with %s as %s is refused", (right, wrong) => {
    expect(DOCUMENTED_URL).toContain(right);
    expect(() => readClaim(request(DOCUMENTED_URL.replace(right, wrong), { host: "localhost" }))).toThrow(
      expect.objectContaining({ code: "AuthorizationQueryParametersError" }),
    );
  });

  test("a body hash is demanded, in lower case", () => {
    const { "x-amz-content-sha256": hash, ...others } = DOCUMENTED;
    expect(() => readClaim(request("/k", others))).toThrow("Missing required header");
    const upper = { ...DOCUMENTED, "x-amz-content-sha256": hash.toUpperCase() };
    expect(() => readClaim(request("/k", upper))).toThrow("x-amz-content-sha256 must be");
  });

  test("a date that is none is refused", () => {
    for (const date of ["20130524T250000Z", "20130524", "Fri, 24 May 2013 00:00:00 GMT"])
      expect(() => readClaim(request("/k", { ...DOCUMENTED, "x-amz-date": date }))).toThrow(
        "requires a valid Date",
      );
  });

  test("two Authorization headers are two ways of signing", () => {
    const what = request("/k", DOCUMENTED);
    const { authorization } = DOCUMENTED;
    const headers = new Map([...what.headers, ["authorization", [authorization, authorization]]]);
    expect(() => readClaim({ ...what, headers })).toThrow("Only one auth mechanism");
  });

  test("nobody can sign chunks", () => {
    const headers = { host: "localhost", "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" };
    expect(() => noClaim(request("/k", headers))).toThrow(expect.objectContaining({ code: "AccessDenied" }));
  });

  test("a body hash that is none is refused, and so are two ways of signing", () => {
    const hash = { ...DOCUMENTED, "x-amz-content-sha256": "nonsense" };
    expect(() => readClaim(request("/k", hash))).toThrow("x-amz-content-sha256 must be");
    expect(() => readClaim(request(DOCUMENTED_URL, DOCUMENTED))).toThrow("Only one auth mechanism");
    expect(readClaim(request("/k", { host: "localhost" }))).toBeNull();
  });
});
