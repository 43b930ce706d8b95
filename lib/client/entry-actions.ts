import type { Action } from "@/lib/schemas/primitives";
import type { Entry } from "./entries";

export type EntryAction = "open" | "download" | "share" | "copy-key" | "copy-uri" | "delete";

/** What can be done with these rows by somebody with these permissions, in the order in which it is offered. */
export function actionsFor(entries: readonly Entry[], allowed: readonly Action[]): EntryAction[] {
  const may = (...needed: Action[]) => needed.every((action) => allowed.includes(action));
  const [only] = entries;
  const actions: EntryAction[] = [];
  if (!only) return actions;
  if (entries.length === 1) {
    if (only.kind === "prefix") actions.push("open");
    if (only.kind === "object" && may("read")) actions.push("download");
    if (only.kind === "object" && may("read", "share")) actions.push("share");
    actions.push("copy-key", "copy-uri");
  }
  if (may("delete")) actions.push("delete");
  return actions;
}

export const s3Uri = (bucket: string, key: string): string => `s3://${bucket}/${key}`;
