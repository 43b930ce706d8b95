import { api } from "@/lib/routes";
import type { BucketRef } from "./api";
import { safeName } from "./downloads/safe-name";
import type { Entry } from "./entries";

/** Whether this browser takes a file out of the page to the desktop: Chromium and what is made of it. */
export const canDragOut = (): boolean => /\bChrom(e|ium)\//.test(navigator.userAgent);

/**
 * Chromium's `type:name:address` for a row that is dragged to the desktop. The address must be known at once, so it is
 * Cooper's own and stable one. Null for a folder, which has none.
 */
export function dragOutData({ connection, bucket }: BucketRef, entry: Entry, origin: string): string | null {
  if (entry.kind === "prefix") return null;
  const { key } = entry;
  const name = safeName(key.slice(key.lastIndexOf("/", key.length - 2) + 1).replace(/\/$/, ""));
  const url = new URL(api.content(connection, bucket, { key }), origin);
  return `application/octet-stream:${name}:${url.href}`;
}
