import { invalidArgument, S3Error } from "../errors";
import { queryValue } from "../http/request";
import type { ObjectRecord, Restore } from "../store/versions";
import { childNodes, childText, onlyChildren, readXml } from "../xml";
import { bucketOf, type Call, type Handler, keyOf } from "./call";
import { findObject } from "./finding";

const MAX_XML = 64 * 1024;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The longest that S3 says each tier takes ("Understanding archive retrieval options"), fastest first. */
const TIERS: Record<string, Record<string, number>> = {
  GLACIER: { Expedited: HOUR / 12, Standard: 5 * HOUR, Bulk: 12 * HOUR },
  DEEP_ARCHIVE: { Standard: 12 * HOUR, Bulk: 48 * HOUR },
};
const TIER_NAMES = ["Expedited", "Standard", "Bulk"];

function restoreOf(record: ObjectRecord, now: number): Restore | null {
  const { restore } = record;
  return restore && now < restore.expires ? restore : null;
}

/** "Rounding the resulting time to the next day at midnight UTC." */
function expiryOf(from: number, days: number): number {
  return Math.ceil((from + days * DAY) / DAY) * DAY;
}

/** An archived object has no bytes to read or copy, except while a restored copy stands. */
export function requireReadable(record: ObjectRecord, now: Date, message?: string): void {
  if (!(record.storageClass in TIERS)) return;
  const restore = restoreOf(record, now.getTime());
  if (restore && restore.ready <= now.getTime()) return;
  throw new S3Error("InvalidObjectState", message, { details: { StorageClass: record.storageClass } });
}

export function restoreHeaders(record: ObjectRecord, now: Date): Record<string, string> {
  const restore = restoreOf(record, now.getTime());
  if (!restore) return {};
  if (now.getTime() < restore.ready) return { "x-amz-restore": 'ongoing-request="true"' };
  const expires = new Date(restore.expires).toUTCString();
  return { "x-amz-restore": `ongoing-request="false", expiry-date="${expires}"` };
}

async function readRestoreRequest(call: Call): Promise<{ days: number; tier: string }> {
  const text = await call.body.text(MAX_XML);
  // Without a document the request asks for nothing that S3 could do.
  if (text.trim() === "") throw new S3Error("MalformedXML");
  const root = readXml(text, "RestoreRequest");
  const known = ["Days", "GlacierJobParameters", "Tier", "Description"];
  const unsupported = ["Type", "SelectParameters", "OutputLocation"].find((name) => name in root);
  if (unsupported !== undefined)
    throw new S3Error("NotImplemented", `This server does not implement ${unsupported} of RestoreRequest.`);
  onlyChildren(root, known);
  const [parameters] = childNodes(root, "GlacierJobParameters");
  if (parameters) onlyChildren(parameters, ["Tier"]);
  const tier = (parameters && childText(parameters, "Tier")) ?? childText(root, "Tier") ?? "Standard";
  const days = childText(root, "Days");
  if (days === undefined || !/^\d{1,9}$/.test(days) || Number(days) < 1 || !TIER_NAMES.includes(tier))
    throw new S3Error("MalformedXML");
  return { days: Number(days), tier };
}

/** The restore that a request leads to: a new one, a faster one, or a longer life of the copy that stands. */
function nextRestore(call: Call, record: ObjectRecord, wanted: { days: number; tier: string }): Restore {
  const tiers = TIERS[record.storageClass];
  const details = { StorageClass: record.storageClass };
  if (!tiers)
    throw new S3Error("InvalidObjectState", "Restore is not allowed for the object's current storage class", {
      details,
    });
  const hours = tiers[wanted.tier];
  if (hours === undefined)
    throw invalidArgument("Tier", wanted.tier, "Retrieval option is not supported by this storage class");
  const now = call.now().getTime();
  const takes = call.restoreSeconds === undefined ? hours : call.restoreSeconds * 1000;
  const current = restoreOf(record, now);
  if (current && current.ready <= now)
    return { ...current, days: wanted.days, expires: expiryOf(now, wanted.days) };
  const ready = now + takes;
  if (!current) return { ...wanted, ready, expires: expiryOf(ready, wanted.days) };
  // "Upgrading the speed of an in-progress restore": only to a faster tier.
  if (TIER_NAMES.indexOf(wanted.tier) >= TIER_NAMES.indexOf(current.tier))
    throw new S3Error("RestoreAlreadyInProgress");
  const sooner = Math.min(ready, current.ready);
  return { ...current, tier: wanted.tier, ready: sooner, expires: expiryOf(sooner, current.days) };
}

export const restoreObject: Handler = async (call) => {
  const bucket = bucketOf(call);
  const key = keyOf(call);
  const find = () => findObject(bucket, key, queryValue(call.request, "versionId"));
  find();
  const wanted = await readRestoreRequest(call);
  let stood = false;
  await bucket.objects.update(key, () => {
    const record = find();
    const current = restoreOf(record, call.now().getTime());
    const restore = nextRestore(call, record, wanted);
    stood = current !== null && current.ready <= call.now().getTime();
    return { ...record, restore };
  });
  return { status: stood ? 200 : 202 };
};
