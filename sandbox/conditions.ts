import { S3Error } from "./errors";
import { header, type S3Request } from "./http/request";
import { NO_QUIRKS, type Quirks } from "./profiles/quirks";
import type { WriteCondition } from "./store/objects";

function etagsOf(value: string): string[] {
  return value.split(",").map((etag) =>
    etag
      .trim()
      .replace(/^W\//, "")
      .replace(/^"(.*)"$/, "$1"),
  );
}

function matchesEtag(value: string, etag: string): boolean {
  return etagsOf(value).some((candidate) => candidate === "*" || candidate === etag);
}

/** HTTP dates have whole seconds; what is no date is ignored, as S3 does. */
function dateOf(value: string | undefined): number | null {
  const time = value === undefined ? Number.NaN : Date.parse(value);
  return Number.isNaN(time) ? null : time;
}

type Names = { match: string; noneMatch: string; modifiedSince: string; unmodifiedSince: string };

type Outcome = "met" | keyof Names;

const READ: Names = {
  match: "if-match",
  noneMatch: "if-none-match",
  modifiedSince: "if-modified-since",
  unmodifiedSince: "if-unmodified-since",
};

const COPY_SOURCE: Names = {
  match: "x-amz-copy-source-if-match",
  noneMatch: "x-amz-copy-source-if-none-match",
  modifiedSince: "x-amz-copy-source-if-modified-since",
  unmodifiedSince: "x-amz-copy-source-if-unmodified-since",
};

type Version = { etag: string; modified: number };

/**
 * The condition that decides, in the order of RFC 9110, 13.2.2: If-Match beats If-Unmodified-Since, If-None-Match
 * beats If-Modified-Since. A date that is yet to come is no date (13.1.3), for S3 too.
 */
function outcome(request: S3Request, version: Version, names: Names, now: Date): Outcome {
  const modified = Math.floor(version.modified / 1000) * 1000;
  const match = header(request, names.match);
  if (match !== undefined && !matchesEtag(match, version.etag)) return "match";
  const unmodifiedSince = dateOf(header(request, names.unmodifiedSince));
  if (match === undefined && unmodifiedSince !== null && modified > unmodifiedSince) return "unmodifiedSince";
  const noneMatch = header(request, names.noneMatch);
  if (noneMatch !== undefined) return matchesEtag(noneMatch, version.etag) ? "noneMatch" : "met";
  const modifiedSince = dateOf(header(request, names.modifiedSince));
  if (modifiedSince === null || modifiedSince > now.getTime()) return "met";
  return modified <= modifiedSince ? "modifiedSince" : "met";
}

function failed(condition: string): S3Error {
  return new S3Error("PreconditionFailed", undefined, { details: { Condition: condition } });
}

/** For GET and HEAD: whether to answer 304 instead of the object; throws 412. */
export function isUnchanged(request: S3Request, version: Version, now: Date): boolean {
  const result = outcome(request, version, READ, now);
  if (result === "match") throw failed("If-Match");
  if (result === "unmodifiedSince") throw failed("If-Unmodified-Since");
  return result !== "met";
}

const COPY_CONDITIONS: Record<keyof Names, string> = {
  match: "x-amz-copy-source-If-Match",
  noneMatch: "x-amz-copy-source-If-None-Match",
  modifiedSince: "x-amz-copy-source-If-Modified-Since",
  unmodifiedSince: "x-amz-copy-source-If-Unmodified-Since",
};

/** For the source of a copy, where every condition that does not hold is 412. */
export function requireCopySource(request: S3Request, version: Version, now: Date): void {
  const result = outcome(request, version, COPY_SOURCE, now);
  if (result !== "met") throw failed(COPY_CONDITIONS[result]);
}

/** A range counts only while its If-Range names this very version. */
export function rangeApplies(request: S3Request, version: Version): boolean {
  const value = header(request, "if-range");
  if (value === undefined) return true;
  const date = dateOf(value);
  if (!value.includes('"') && date !== null) return Math.floor(version.modified / 1000) * 1000 <= date;
  return etagsOf(value).includes(version.etag);
}

function notImplemented(name: string): S3Error {
  return new S3Error("NotImplemented", undefined, { details: { Header: name } });
}

/** For deletes: `If-Match: *` asks for any object, which for writes S3 does not know. */
export function deleteCondition(request: S3Request): WriteCondition | null {
  if (header(request, "if-none-match") !== undefined) throw notImplemented("If-None-Match");
  return header(request, "if-match")?.trim() === "*" ? { kind: "exists" } : writeCondition(request);
}

/** For writes: S3 knows `If-None-Match: *` and `If-Match: <etag>`, one of them; all else is not implemented there. */
export function writeCondition(request: S3Request, quirks: Quirks = NO_QUIRKS): WriteCondition | null {
  const match = header(request, "if-match");
  const noneMatch = header(request, "if-none-match");
  const dated = ["if-modified-since", "if-unmodified-since"].find(
    (name) => header(request, name) !== undefined,
  );
  if (dated !== undefined) throw notImplemented(dated);
  if (noneMatch !== undefined) {
    if (noneMatch.trim() !== "*" || match !== undefined) throw notImplemented("If-None-Match");
    return { kind: "absent" };
  }
  if (match === undefined) return null;
  const [etag, ...more] = etagsOf(match);
  if (etag === undefined || etag === "*" || more.length > 0) throw notImplemented("If-Match");
  const missing = quirks.failsIfMatchOnNothing ? "PreconditionFailed" : "NoSuchKey";
  return { kind: "etag", etag: quirks.matchesOnlyUnquoted ? match : etag, missing };
}
