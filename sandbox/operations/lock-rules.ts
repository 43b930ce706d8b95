import { invalidArgument, S3Error } from "../errors";
import { header, type S3Request } from "../http/request";
import type { Bucket } from "../store/bucket";
import { isDeleteMarker, type ObjectRecord, type Retention, type Version } from "../store/versions";
import type { Call } from "./call";

/** What keeps a version from being deleted: a period, a hold, or both. */
export type Lock = Pick<ObjectRecord, "retention" | "legalHold">;

const MODE = "x-amz-object-lock-mode";
const UNTIL = "x-amz-object-lock-retain-until-date";
const HOLD = "x-amz-object-lock-legal-hold";
const BYPASS = "x-amz-bypass-governance-retention";

export function isMode(text: string): text is Retention["mode"] {
  return text === "GOVERNANCE" || text === "COMPLIANCE";
}

export function isHold(text: string): text is "ON" | "OFF" {
  return text === "ON" || text === "OFF";
}

/** An ISO 8601 time with its zone; anything else that JavaScript might read as a date is none. */
function timeOf(text: string): number | null {
  const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/;
  const time = iso.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}

export function requireObjectLock(bucket: Bucket): void {
  if (!bucket.settings.objectLock)
    throw new S3Error("InvalidRequest", "Bucket is missing Object Lock Configuration");
}

export function futureTime(value: string, now: Date): number {
  const time = timeOf(value);
  if (time === null)
    throw invalidArgument(UNTIL, value, "The retain until date must be provided in ISO 8601 format");
  if (time <= now.getTime())
    throw invalidArgument(UNTIL, value, "The retain until date must be in the future!");
  return time;
}

function statesLock(request: S3Request): boolean {
  return [MODE, UNTIL, HOLD].some((name) => header(request, name) !== undefined);
}

/** The lock that the request's own headers ask for; a bucket must be made for it. */
export function statedLock(call: Call, bucket: Bucket): Lock {
  const { request } = call;
  const [mode, until, hold] = [header(request, MODE), header(request, UNTIL), header(request, HOLD)];
  if (!statesLock(request)) return {};
  requireObjectLock(bucket);
  const lock: Lock = {};
  if (hold !== undefined && !isHold(hold))
    throw invalidArgument(HOLD, hold, "Legal Hold must be either of 'ON' or 'OFF'");
  if (hold !== undefined) lock.legalHold = hold;
  if (mode === undefined && until === undefined) return lock;
  if (mode === undefined || until === undefined)
    throw invalidArgument(
      mode === undefined ? MODE : UNTIL,
      "",
      "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied",
    );
  if (!isMode(mode)) throw invalidArgument(MODE, mode, "Unknown wormMode directive.");
  return { ...lock, retention: { mode, until: futureTime(until, call.now()) } };
}

/** What was asked for, else the bucket's default, counted from the moment at which the version is made. */
export function withDefault(lock: Lock, bucket: Bucket, created: number): Lock {
  const rule = bucket.settings.objectLock?.defaultRetention;
  if (lock.retention || !rule) return lock;
  const until = new Date(created);
  if (rule.unit === "Days") until.setUTCDate(until.getUTCDate() + rule.count);
  else until.setUTCFullYear(until.getUTCFullYear() + rule.count);
  return { ...lock, retention: { mode: rule.mode, until: until.getTime() } };
}

/** S3's user guide, "Object Lock considerations": bytes that will be locked come with a digest of them. */
export function requireLockDigest(call: Call, bucket: Bucket, lock: Lock, what: "Object" | "Part"): void {
  if (call.quirks.ignoresDigests) return;
  const locks = statesLock(call.request) || lock.retention !== undefined || lock.legalHold !== undefined;
  if ((locks || bucket.settings.objectLock?.defaultRetention) && !call.body.hasDigest)
    throw new S3Error(
      "InvalidRequest",
      `Content-MD5 OR x-amz-checksum- HTTP header is required for Put ${what} requests with Object Lock parameters`,
    );
}

/** Whether the request may pass over governance; asking for it without the right is refused, needed or not. */
export function bypassesGovernance(call: Call, bucket: Bucket): boolean {
  const asked = header(call.request, BYPASS);
  if (asked === undefined || asked.toLowerCase() === "false") return false;
  if (asked.toLowerCase() !== "true")
    throw invalidArgument(BYPASS, asked, "The value of the header must be true or false.");
  if (!bucket.settings.objectLock)
    throw invalidArgument(BYPASS, asked, `${BYPASS} is only applicable to Object Lock enabled buckets.`);
  const { rights, request } = call;
  if (rights.context.identity.limits.denyBypassGovernance) throw new S3Error("AccessDenied");
  // DeleteObjects names its keys in its body, and is asked key by key.
  if (request.key !== null)
    rights.require("s3:BypassGovernanceRetention", { bucket: bucket.name, key: request.key });
  return true;
}

/** Guards a version against being deleted for good; a delete marker is never locked. */
export function requireUnlocked(version: Version, now: Date, bypass: boolean): void {
  if (isDeleteMarker(version)) return;
  const { legalHold, retention } = version;
  const retained =
    retention !== undefined &&
    retention.until > now.getTime() &&
    !(bypass && retention.mode === "GOVERNANCE");
  if (retained || legalHold === "ON")
    throw new S3Error("AccessDenied", "Access Denied because object protected by object lock.");
}

export function lockHeaders({ legalHold, retention }: Lock): Record<string, string> {
  return {
    ...(retention && { [MODE]: retention.mode, [UNTIL]: new Date(retention.until).toISOString() }),
    ...(legalHold && { [HOLD]: legalHold }),
  };
}
