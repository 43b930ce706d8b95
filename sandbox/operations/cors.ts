import type { CorsRule } from "../cors";
import { S3Error } from "../errors";
import { xmlReply } from "../http/reply";
import type { Quirks } from "../profiles/quirks";
import { childNodes, childText, childTexts, onlyChildren, readXml, type XmlNode } from "../xml";
import { bucketOf, type Call, type Handler } from "./call";

const MAX_XML = 64 * 1024;
const METHODS = ["GET", "PUT", "POST", "DELETE", "HEAD"];

function invalid(message: string): S3Error {
  return new S3Error("InvalidRequest", message);
}

function readRule(node: XmlNode, quirks: Quirks): CorsRule {
  onlyChildren(node, [
    "ID",
    "AllowedOrigin",
    "AllowedMethod",
    "AllowedHeader",
    "ExposeHeader",
    "MaxAgeSeconds",
  ]);
  const rule = {
    id: childText(node, "ID") ?? null,
    origins: childTexts(node, "AllowedOrigin"),
    methods: childTexts(node, "AllowedMethod"),
    headers: childTexts(node, "AllowedHeader"),
    exposed: childTexts(node, "ExposeHeader"),
  };
  const maxAge = childText(node, "MaxAgeSeconds");
  if (rule.origins.length === 0 || rule.methods.length === 0) throw new S3Error("MalformedXML");
  if (maxAge !== undefined && !/^\d{1,9}$/.test(maxAge)) throw new S3Error("MalformedXML");
  if (rule.id !== null && rule.id.length > 255)
    throw invalid("ID of a CORS rule can be at most 255 characters long.");
  for (const method of rule.methods)
    if (!METHODS.includes(method))
      throw invalid(`Found unsupported HTTP method in CORS config. Unsupported method is ${method}`);
  for (const [name, patterns] of [
    ["AllowedOrigin", rule.origins],
    ["AllowedHeader", rule.headers],
  ] as const)
    for (const pattern of patterns)
      if (pattern.split("*").length > 2)
        throw invalid(`${name} "${pattern}" can not have more than one wildcard.`);
  for (const name of rule.exposed)
    if (name.includes("*") && !quirks.takesExposedWildcard)
      throw invalid(
        `ExposeHeader "${name}" contains wildcard. We currently do not support wildcard for ExposeHeader.`,
      );
  return { ...rule, maxAge: maxAge === undefined ? null : Number(maxAge) };
}

/** S3 takes these documents only with a digest of them. */
export function requireDigest(call: Call): void {
  if (!call.body.hasDigest && !call.quirks.ignoresDigests)
    throw new S3Error("InvalidRequest", "Missing required header for this request: Content-MD5");
}

export const putBucketCors: Handler = async (call) => {
  const bucket = bucketOf(call);
  requireDigest(call);
  const configuration = readXml(await call.body.text(MAX_XML), "CORSConfiguration");
  onlyChildren(configuration, ["CORSRule"]);
  const rules = childNodes(configuration, "CORSRule").map((rule) => readRule(rule, call.quirks));
  if (rules.length === 0) throw new S3Error("MalformedXML");
  if (rules.length > 100)
    throw invalid("The number of CORS rules should not exceed allowed limit of 100 rules.");
  await bucket.set({ cors: rules });
  return { status: 200 };
};

export const getBucketCors: Handler = async (call) => {
  const bucket = bucketOf(call);
  if (bucket.cors === null)
    throw new S3Error("NoSuchCORSConfiguration", undefined, { details: { BucketName: bucket.name } });
  return xmlReply("CORSConfiguration", {
    CORSRule: bucket.cors.map((rule) => ({
      ID: rule.id ?? undefined,
      AllowedMethod: rule.methods,
      AllowedOrigin: rule.origins,
      AllowedHeader: rule.headers,
      ExposeHeader: rule.exposed,
      MaxAgeSeconds: rule.maxAge ?? undefined,
    })),
  });
};

export const deleteBucketCors: Handler = async (call) => {
  const bucket = bucketOf(call);
  await bucket.set({ cors: undefined });
  return { status: 204 };
};
