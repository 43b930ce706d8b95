import { invalidArgument, S3Error } from "../errors";
import { xmlReply } from "../http/reply";
import { header, type S3Request } from "../http/request";
import type { BucketSettings, ObjectLock } from "../store/bucket";
import { childNodes, childText, onlyChildren, readXml, type XmlNode } from "../xml";
import { bucketOf, type Handler } from "./call";
import { requireDigest } from "./cors";
import { isMode } from "./lock-rules";

const MAX_XML = 64 * 1024;
/** S3's longest period, 100 years. */
const LONGEST = { Days: 36_500, Years: 100 };

/** What a new bucket is set to by the request that makes it; locking versions means keeping them. */
export function newBucketSettings(request: S3Request): BucketSettings {
  const name = "x-amz-bucket-object-lock-enabled";
  const enabled = header(request, name)?.toLowerCase() ?? "false";
  if (enabled !== "true" && enabled !== "false")
    throw invalidArgument(name, enabled, "The value of the header must be true or false.");
  return enabled === "true" ? { versioning: "Enabled", objectLock: {} } : {};
}

function readPeriod(node: XmlNode): { unit: "Days" | "Years"; count: number } {
  const [days, years] = [childText(node, "Days"), childText(node, "Years")];
  if ((days === undefined) === (years === undefined)) throw new S3Error("MalformedXML");
  const [unit, text] = days === undefined ? (["Years", years ?? ""] as const) : (["Days", days] as const);
  if (!/^-?\d{1,9}$/.test(text)) throw new S3Error("MalformedXML");
  const count = Number(text);
  if (count < 1)
    throw invalidArgument(unit, text, "Default retention period must be a positive integer value.");
  if (count > LONGEST[unit]) throw invalidArgument(unit, text, "Default retention period too large.");
  return { unit, count };
}

function only(nodes: XmlNode[]): XmlNode | undefined {
  if (nodes.length > 1) throw new S3Error("MalformedXML");
  return nodes[0];
}

function readRule(rule: XmlNode): ObjectLock {
  onlyChildren(rule, ["DefaultRetention"]);
  const retention = only(childNodes(rule, "DefaultRetention"));
  if (!retention) throw new S3Error("MalformedXML");
  onlyChildren(retention, ["Mode", "Days", "Years"]);
  const mode = childText(retention, "Mode");
  if (mode === undefined || !isMode(mode)) throw new S3Error("MalformedXML");
  return { defaultRetention: { mode, ...readPeriod(retention) } };
}

export const putObjectLockConfiguration: Handler = async (call) => {
  const bucket = bucketOf(call);
  requireDigest(call);
  const configuration = readXml(await call.body.text(MAX_XML), "ObjectLockConfiguration");
  onlyChildren(configuration, ["ObjectLockEnabled", "Rule"]);
  if (childText(configuration, "ObjectLockEnabled") !== "Enabled") throw new S3Error("MalformedXML");
  const rule = only(childNodes(configuration, "Rule"));
  const objectLock = rule ? readRule(rule) : {};
  if (bucket.settings.versioning !== "Enabled")
    throw new S3Error(
      "InvalidBucketState",
      "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
    );
  await bucket.set({ objectLock });
  return { status: 200 };
};

export const getObjectLockConfiguration: Handler = async (call) => {
  const bucket = bucketOf(call);
  const { objectLock } = bucket.settings;
  if (!objectLock)
    throw new S3Error("ObjectLockConfigurationNotFoundError", undefined, {
      details: { BucketName: bucket.name },
    });
  const rule = objectLock.defaultRetention;
  return xmlReply("ObjectLockConfiguration", {
    ObjectLockEnabled: "Enabled",
    Rule: rule && { DefaultRetention: { Mode: rule.mode, [rule.unit]: rule.count } },
  });
};
