import { S3Error } from "../errors";
import { type Reply, xmlReply } from "../http/reply";
import { queryValue } from "../http/request";
import type { Bucket } from "../store/bucket";
import type { ObjectRecord, Retention } from "../store/versions";
import { childText, onlyChildren, readXml } from "../xml";
import { bucketOf, type Call, type Handler, keyOf } from "./call";
import { requireDigest } from "./cors";
import { findObject } from "./finding";
import { bypassesGovernance, futureTime, isHold, isMode, requireObjectLock } from "./lock-rules";

const MAX_XML = 64 * 1024;

function lockedObject(call: Call, bucket: Bucket): ObjectRecord {
  requireObjectLock(bucket);
  return findObject(bucket, keyOf(call), queryValue(call.request, "versionId"));
}

async function readRetention(call: Call): Promise<Retention | undefined> {
  const element = readXml(await call.body.text(MAX_XML), "Retention");
  onlyChildren(element, ["Mode", "RetainUntilDate"]);
  const [mode, until] = [childText(element, "Mode"), childText(element, "RetainUntilDate")];
  if (mode === undefined && until === undefined) return undefined;
  if (mode === undefined || until === undefined || !isMode(mode)) throw new S3Error("MalformedXML");
  return { mode, until: futureTime(until, call.now()) };
}

/** Longer is always allowed; shorter, none or another mode takes the bypass of governance, and compliance has none. */
function requireChange(
  before: Retention | undefined,
  after: Retention | undefined,
  now: Date,
  bypass: boolean,
): void {
  if (!before || before.until <= now.getTime()) return;
  const extends_ = after !== undefined && after.mode === before.mode && after.until >= before.until;
  if (extends_ || (before.mode === "GOVERNANCE" && bypass)) return;
  throw new S3Error("AccessDenied", "Access Denied because object protected by object lock.");
}

export const putObjectRetention: Handler = async (call) => {
  const bucket = bucketOf(call);
  requireDigest(call);
  requireObjectLock(bucket);
  const retention = await readRetention(call);
  const bypass = bypassesGovernance(call, bucket);
  await bucket.objects.update(keyOf(call), () => {
    const { retention: before, ...rest } = lockedObject(call, bucket);
    requireChange(before, retention, call.now(), bypass);
    return retention ? { ...rest, retention } : rest;
  });
  return { status: 200 };
};

function missing(): S3Error {
  return new S3Error("NoSuchObjectLockConfiguration");
}

export const getObjectRetention: Handler = async (call): Promise<Reply> => {
  const { retention } = lockedObject(call, bucketOf(call));
  if (!retention) throw missing();
  return xmlReply("Retention", {
    Mode: retention.mode,
    RetainUntilDate: new Date(retention.until).toISOString(),
  });
};

export const putObjectLegalHold: Handler = async (call) => {
  const bucket = bucketOf(call);
  requireDigest(call);
  requireObjectLock(bucket);
  const element = readXml(await call.body.text(MAX_XML), "LegalHold");
  onlyChildren(element, ["Status"]);
  const legalHold = childText(element, "Status");
  if (legalHold === undefined || !isHold(legalHold)) throw new S3Error("MalformedXML");
  await bucket.objects.update(keyOf(call), () => ({ ...lockedObject(call, bucket), legalHold }));
  return { status: 200 };
};

export const getObjectLegalHold: Handler = async (call) => {
  const { legalHold } = lockedObject(call, bucketOf(call));
  if (!legalHold) throw missing();
  return xmlReply("LegalHold", { Status: legalHold });
};
