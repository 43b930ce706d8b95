import type { S3Request } from "../http/request";

/** What of a request's headers the journal keeps: what S3 acts upon, and nothing that is secret or a signature. */
const KEPT =
  /^(range|if-[a-z-]+|origin|access-control-request-(method|headers)|content-(length|type|md5|encoding|disposition)|transfer-encoding|expect|user-agent|cache-control|x-amz-(checksum-.*|sdk-checksum-algorithm|trailer|decoded-content-length|content-sha256|copy-source(-range|-if-.*)?|metadata-directive|storage-class|tagging|acl|mp-object-size|object-lock-.*|server-side-encryption(-aws-kms-key-id)?))$/;

const SIGNATURE = /^(x-amz-.*|signature|awsaccesskeyid|.*(token|secret|password|credential).*)$/;
const TOKENS_OF_PAGES = new Set(["continuation-token"]);

/** The headers of a request that the journal keeps; a presigned URL may carry some of them in its query. */
export function selectedHeaders(request: S3Request): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, values] of request.query) {
    const lower = name.toLowerCase();
    if (lower.startsWith("x-amz-") && KEPT.test(lower)) kept[lower] = values.join(",");
  }
  for (const [name, values] of request.headers) if (KEPT.test(name)) kept[name] = values.join(",");
  return kept;
}

export function selectedQuery(request: S3Request): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, values] of request.query)
    if (TOKENS_OF_PAGES.has(name) || !SIGNATURE.test(name.toLowerCase())) kept[name] = values.join(",");
  return kept;
}

type Signed = { signed: "header" | "query" | "none"; accessKeyId: string | null };

/** Who claims to have signed; nothing is verified here. */
export function signedBy(request: S3Request): Signed {
  const authorization = request.headers.get("authorization")?.[0];
  const inQuery = request.query.get("X-Amz-Credential")?.[0];
  if (authorization === undefined && inQuery === undefined) return { signed: "none", accessKeyId: null };
  const credential = authorization === undefined ? inQuery : /Credential=([^,\s]+)/.exec(authorization)?.[1];
  // The key id may hold a slash; the scope behind it has four segments.
  const accessKeyId = credential?.split("/").slice(0, -4).join("/") || null;
  return { signed: authorization === undefined ? "query" : "header", accessKeyId };
}
