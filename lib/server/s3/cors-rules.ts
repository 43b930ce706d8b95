import "server-only";
import type { CorsRule } from "@/lib/schemas/cors";

/** What an upload from the browser needs of a bucket: the methods, and to see each part's ETag. */
const METHODS = ["GET", "HEAD", "PUT", "POST"];
const EXPOSED = [
  "ETag",
  "Content-Length",
  "Content-Range",
  "Accept-Ranges",
  "Content-Encoding",
  "x-amz-version-id",
  "x-amz-checksum-crc32",
  "x-amz-checksum-crc32c",
  "x-amz-checksum-crc64nvme",
  "x-amz-checksum-sha256",
];

/** What a PUT from the browser carries besides what every page may send. */
export const SENT_HEADERS = ["content-type", "if-none-match", "x-amz-checksum-crc64nvme"];

export function ruleFor(origin: string): CorsRule {
  return {
    origins: [origin],
    methods: METHODS,
    allowHeaders: ["*"],
    exposeHeaders: EXPOSED,
    maxAgeSeconds: 3600,
  };
}

/** S3 allows at most one `*` in an origin. */
function matches(pattern: string, value: string): boolean {
  const [before = "", after] = pattern.split("*", 2);
  if (after === undefined) return pattern === value;
  return value.length >= before.length + after.length && value.startsWith(before) && value.endsWith(after);
}

/** What these rules lack for uploads from an origin, in plain words; empty if nothing. */
export function missingFrom(rules: readonly CorsRule[], origin: string): string[] {
  const own = rules.filter((rule) => rule.origins.some((pattern) => matches(pattern, origin)));
  if (own.length === 0) return [`No rule names the origin ${origin}.`];
  // S3 takes the first rule that fits origin, method and headers; the ETag must be exposed by the one that serves PUT.
  const put = own.find((rule) => rule.methods.includes("PUT") && allowsHeaders(rule));
  const missing: string[] = [];
  if (!own.some((rule) => rule.methods.includes("PUT"))) missing.push("The method PUT is not allowed.");
  else if (!put)
    missing.push("The headers content-type, if-none-match and x-amz-checksum-crc64nvme are not allowed.");
  if (!own.some((rule) => rule.methods.includes("GET"))) missing.push("The method GET is not allowed.");
  if (put && !put.exposeHeaders.some((name) => name.toLowerCase() === "etag" || name === "*")) {
    missing.push("The header ETag is not exposed.");
  }
  return missing;
}

function allowsHeaders(rule: CorsRule): boolean {
  return SENT_HEADERS.every((name) =>
    rule.allowHeaders.some((pattern) => matches(pattern.toLowerCase(), name)),
  );
}
