import { S3Error } from "./errors";

export type CorsRule = {
  id: string | null;
  origins: string[];
  methods: string[];
  headers: string[];
  exposed: string[];
  maxAge: number | null;
};

/** What a server that sets CORS for all its buckets at once lets through unless it was told otherwise. */
export const EVERY_ORIGIN: CorsRule = {
  id: null,
  origins: ["*"],
  methods: ["GET", "PUT", "HEAD", "POST", "DELETE"],
  headers: ["*"],
  exposed: ["ETag", "Content-Length", "Content-Range", "Accept-Ranges", "Content-Encoding", "*"],
  maxAge: null,
};

/** `https://*.example.com`: at most one `*`, which stands for any run of characters. */
export function matchesPattern(pattern: string, text: string): boolean {
  const star = pattern.indexOf("*");
  if (star < 0) return pattern === text;
  const [start, end] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end);
}

function matchesHeader(rule: CorsRule, name: string): boolean {
  return rule.headers.some((pattern) => matchesPattern(pattern.toLowerCase(), name.toLowerCase()));
}

/** The first rule that lets this origin use this method with these request headers; rules are tried in their order. */
export function findRule(
  rules: readonly CorsRule[],
  origin: string,
  method: string,
  requestHeaders: readonly string[] = [],
): CorsRule | undefined {
  return rules.find(
    (rule) =>
      rule.methods.includes(method) &&
      rule.origins.some((pattern) => matchesPattern(pattern, origin)) &&
      requestHeaders.every((name) => matchesHeader(rule, name)),
  );
}

const VARY = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";

/** What a browser needs to see on the answer to let a page have it. */
export function corsHeaders(rule: CorsRule, origin: string): Record<string, string> {
  const anyOrigin = rule.origins.includes("*");
  const headers: Record<string, string> = {
    "access-control-allow-origin": anyOrigin ? "*" : origin,
    "access-control-allow-methods": rule.methods.join(", "),
    vary: VARY,
  };
  if (!anyOrigin) headers["access-control-allow-credentials"] = "true";
  if (rule.exposed.length > 0) headers["access-control-expose-headers"] = rule.exposed.join(", ");
  if (rule.maxAge !== null) headers["access-control-max-age"] = String(rule.maxAge);
  return headers;
}

const METHODS = ["GET", "PUT", "HEAD", "POST", "DELETE"];

export type Preflight = {
  origin: string | undefined;
  method: string | undefined;
  requestHeaders: string | undefined;
};

/** The answer to OPTIONS; `rules` is null where the bucket has none, undefined where there is no such bucket. */
export function answerPreflight(
  rules: readonly CorsRule[] | null | undefined,
  { origin, method, requestHeaders }: Preflight,
  resourceType: "BUCKET" | "OBJECT",
): Record<string, string> {
  if (origin === undefined)
    throw new S3Error("BadRequest", "Insufficient information. Origin request header needed.");
  if (method === undefined || !METHODS.includes(method))
    throw new S3Error("BadRequest", `Invalid Access-Control-Request-Method: ${method ?? "null"}`);
  const details = { Method: method, ResourceType: resourceType };
  if (rules === undefined)
    throw new S3Error("AccessForbidden", "CORSResponse: Bucket not found", { details });
  if (rules === null)
    throw new S3Error("AccessForbidden", "CORSResponse: CORS is not enabled for this bucket.", { details });
  const names = (requestHeaders ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const rule = findRule(rules, origin, method, names);
  if (!rule)
    throw new S3Error(
      "AccessForbidden",
      "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
      { details },
    );
  const headers = corsHeaders(rule, origin);
  if (names.length > 0) headers["access-control-allow-headers"] = names.join(", ").toLowerCase();
  return headers;
}
