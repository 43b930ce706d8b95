import { SINGLE_PUT_LIMIT } from "@/lib/schemas/limits";
import type { Snapshot, Transfer } from "./transfer";

/** Whether closing the page would lose work: what is under way, and what waits and is known to this page alone. */
export function losesWork({ ids, get, totals }: Pick<Snapshot, "ids" | "get" | "totals">): boolean {
  if (totals.reading > 0 || totals.unfinished > totals.paused) return true;
  if (totals.paused === 0) return false;
  return ids.some((id) => {
    const transfer = get(id);
    return transfer?.state === "paused" && !isKept(transfer);
  });
}

/** An upload in parts can be gone on with on another day. */
const isKept = ({ size, sent }: Transfer): boolean => size >= SINGLE_PUT_LIMIT && sent > 0;
