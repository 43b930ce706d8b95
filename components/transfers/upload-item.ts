import { formatBytes } from "@/lib/client/format";
import { canPause, type TransferState } from "@/lib/client/transfers/states";
import type { Transfer } from "@/lib/client/transfers/transfer";
import { visibleName } from "@/lib/client/visible-name";
import type { DockAction, DockItem, DockLook } from "./dock-item";
import { STATE_WORDS } from "./transfer-words";

const NOT_ATOMIC = "The check for an existing file was not atomic on this store";

const LOOKS: Record<TransferState, DockLook> = {
  queued: "waiting",
  preparing: "waiting",
  sending: "active",
  completing: "active",
  asking: "asking",
  paused: "paused",
  done: "done",
  failed: "failed",
  cancelled: "ended",
  skipped: "ended",
};

/** An upload as the dock shows it. */
export function uploadItem(transfer: Transfer): DockItem {
  const { id, key, size, sent, state } = transfer;
  const remark = remarkOf(transfer);
  const facts = [visibleName(`${transfer.bucket}/${key}`)];
  if (remark) facts.push(remark.text);
  if (transfer.resumed > 0) facts.push(`${formatBytes(transfer.resumed)} were there from before`);
  return {
    id,
    key,
    size,
    sent,
    word: STATE_WORDS[state],
    look: LOOKS[state],
    remark,
    facts,
    actions: actionsOf(transfer),
  };
}

function remarkOf(transfer: Transfer): DockItem["remark"] {
  const { failure, note, state, resumed } = transfer;
  if (failure) return { text: failure.message, tone: "danger" };
  if (note) return { text: note, tone: state === "skipped" ? "muted" : "warning" };
  if (state === "done") return endOf(transfer);
  if (resumed > 0) return { text: `Resumed: ${formatBytes(resumed)} were there`, tone: "muted" };
  return null;
}

/** What is known of an object once it is there. A folder's marker has no bytes to verify. */
function endOf({ key, size, verified, atomic, onTrust }: Transfer): DockItem["remark"] {
  if (key.endsWith("/") && size === 0) return null;
  const trust = onTrust > 0 ? `: ${formatBytes(onTrust)} that it had from before were taken on trust` : "";
  const text = verified ? `Verified by ${verified}` : `Not verified by this store${trust}`;
  if (atomic !== false) return { text, tone: trust ? "warning" : "muted" };
  return { text: `${text}. ${NOT_ATOMIC}`, tone: "warning" };
}

function actionsOf({ state, failure }: Transfer): DockAction[] {
  const actions: DockAction[] = [];
  if (canPause(state)) actions.push("pause");
  if (state === "paused") actions.push("resume");
  if (state === "cancelled" || (state === "failed" && failure?.retryable)) actions.push("retry");
  if (state !== "done" && state !== "skipped" && state !== "cancelled") actions.push("cancel");
  return actions;
}
