import { getCanonicalHeaders, SignatureV4Base } from "@smithy/signature-v4";
import type { S3Request } from "../http/request";
import type { Claim } from "./claim";
import { Sha256, sha256Hex } from "./sha256";

/** Opens the library's own step, so that exactly what the claim says was signed is recomputed. */
class Canonicalizer extends SignatureV4Base {
  constructor() {
    super({
      service: "s3",
      region: "us-east-1",
      credentials: { accessKeyId: "", secretAccessKey: "" },
      sha256: Sha256,
      uriEscapePath: false,
      applyChecksum: false,
    });
  }

  texts(request: S3Request, claim: Claim): { canonicalRequest: string; stringToSign: string } {
    const signed = new Set(claim.signedHeaders);
    const headers: Record<string, string> = {};
    for (const name of signed)
      headers[name] = (request.headers.get(name) ?? []).map((value) => value.trim()).join(",");
    const query: Record<string, string[]> = Object.create(null);
    for (const [name, values] of request.query) query[name] = [...values];
    const message = {
      method: request.method,
      protocol: "http:",
      hostname: request.host,
      path: request.canonicalPath,
      query,
      headers,
    };
    const canonicalHeaders = getCanonicalHeaders(message, undefined, signed);
    const canonicalRequest = this.createCanonicalRequest(message, canonicalHeaders, claim.payloadHash);
    const lines = ["AWS4-HMAC-SHA256", claim.longDate, claim.scope, sha256Hex(canonicalRequest)];
    const stringToSign = lines.join("\n");
    return { canonicalRequest, stringToSign };
  }
}

const canonicalizer = new Canonicalizer();

export function canonicalTexts(request: S3Request, claim: Claim) {
  return canonicalizer.texts(request, claim);
}
