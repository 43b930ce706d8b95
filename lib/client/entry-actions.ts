import type { Action } from "@/lib/schemas/primitives";
import type { Entry } from "./entries";

export type EntryAction =
  | "open"
  | "download"
  | "download-parallel"
  | "download-zip"
  | "download-folder"
  | "share"
  | "copy-key"
  | "copy-uri"
  | "delete";

/** What this browser can write to. */
export type DiskAccess = { files: boolean; folders: boolean };

/** From this size on, in bytes, several connections are worth asking where the file goes. */
const LARGE = 64 * 1024 * 1024;

/** What can be done with these rows by somebody with these permissions, in the order in which it is offered. */
export function actionsFor(
  entries: readonly Entry[],
  allowed: readonly Action[],
  disk: DiskAccess = { files: false, folders: false },
): EntryAction[] {
  const may = (...needed: Action[]) => needed.every((action) => allowed.includes(action));
  const [only] = entries;
  const actions: EntryAction[] = [];
  if (!only) return actions;
  if (entries.length === 1) {
    if (only.kind === "prefix") actions.push("open");
    if (only.kind === "object" && may("read")) {
      actions.push("download");
      if (disk.files && only.object.size >= LARGE) actions.push("download-parallel");
    }
    if (only.kind === "prefix" && may("list", "read")) actions.push(...together(disk));
    if (only.kind === "object" && may("read", "share")) actions.push("share");
    actions.push("copy-key", "copy-uri");
  } else if (may("list", "read")) actions.push(...together(disk));
  if (may("delete")) actions.push("delete");
  return actions;
}

/** A folder, or several objects. */
const together = ({ folders }: DiskAccess): EntryAction[] =>
  folders ? ["download-zip", "download-folder"] : ["download-zip"];

export const s3Uri = (bucket: string, key: string): string => `s3://${bucket}/${key}`;
