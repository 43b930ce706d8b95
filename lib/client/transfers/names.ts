import { hasDotSegment, keyProblem, lastSegment, parentPrefix } from "@/lib/keys";
import { MAX_OBJECT_SIZE } from "@/lib/schemas/limits";

/** Why a file cannot be uploaded under this key, or null if it can. */
export function uploadProblem(key: string, size: number): string | null {
  const problem = keyProblem(key);
  if (problem) return problem;
  if (hasDotSegment(key))
    return "A folder or file named '.' or '..' cannot be uploaded: browsers rewrite such addresses. Rename it first.";
  if (size > MAX_OBJECT_SIZE) return "S3 keeps objects up to 48.8 TiB; this file is larger.";
  return null;
}

/** The name for keeping both: `a/b.tar.gz`, 2 → `a/b (2).tar.gz`. A leading dot is no extension. */
export function copyName(key: string, number: number): string {
  const name = lastSegment(key);
  const extension = /^.+?((?:\.tar)?\.[^.]+)$/.exec(name)?.[1] ?? "";
  const stem = name.slice(0, name.length - extension.length);
  return `${parentPrefix(key)}${stem} (${number})${extension}`;
}

/** What the file says it is, if a header can carry it. */
export function contentTypeOf(file: File): string {
  return /^[\x20-\x7e]{1,255}$/.test(file.type) ? file.type : "application/octet-stream";
}

/** Years of four digits are all that the API and other tools read; disks hold stranger ones. */
const YEARS = { from: Date.UTC(1, 0), to: Date.UTC(10_000, 0) };

/** The file's own time, if it is one. */
export function timeOf({ lastModified }: Pick<File, "lastModified">): string | null {
  return lastModified >= YEARS.from && lastModified < YEARS.to ? new Date(lastModified).toISOString() : null;
}
