"use client";

import { CircleAlert, CircleCheck, CircleDashed, CircleHelp, CircleSlash, RotateCcw, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Progress } from "@/components/ui/progress";
import { formatBytes } from "@/lib/client/format";
import type { Transfer } from "@/lib/client/transfers/transfer";
import { visibleName } from "@/lib/client/visible-name";
import { lastSegment, parentPrefix } from "@/lib/keys";
import { STATE_WORDS } from "./transfer-words";
import { useTransfers } from "./use-transfers";

const ENDED = new Set(["done", "skipped", "cancelled"]);

export function TransferRow({ transfer }: { transfer: Transfer }) {
  const transfers = useTransfers();
  const { id, key, size, sent, state, note, failure } = transfer;
  const remark = failure?.message ?? note;
  const name = visibleName(key);
  return (
    <div className="flex items-start gap-2.5 py-1.5 pr-2 pl-3">
      <StateIcon state={state} />
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline gap-3">
          <p className="flex min-w-0 flex-1" title={name}>
            <span className="min-w-0 truncate text-faint">{visibleName(parentPrefix(key))}</span>
            <span className="max-w-full shrink-0 truncate">{visibleName(lastSegment(key))}</span>
          </p>
          <span className="shrink-0 text-muted text-sm tabular-nums">
            {state === "sending" && sent > 0
              ? `${formatBytes(sent)} of ${formatBytes(size)}`
              : formatBytes(size)}
          </span>
          <span className="w-20 shrink-0 whitespace-nowrap text-right text-muted text-sm max-sm:hidden">
            {STATE_WORDS[state]}
          </span>
        </div>
        <Progress
          label={key}
          value={state === "done" ? 100 : size > 0 ? Math.floor((sent / size) * 100) : 0}
          valueText={`${STATE_WORDS[state]}, ${formatBytes(sent)} of ${formatBytes(size)}`}
          tone={state === "failed" ? "danger" : state === "done" ? "success" : "accent"}
          className={cn("mt-0.5", ENDED.has(state) && "opacity-50")}
        />
        {remark && (
          <p className={cn("mt-0.5 break-words text-sm", failure ? "text-danger" : "text-warning")}>
            {remark}
          </p>
        )}
      </div>
      <div className="flex w-14 shrink-0 justify-end pointer-coarse:w-20">
        {(state === "cancelled" || (state === "failed" && failure?.retryable)) && (
          <Button variant="ghost" size="icon" aria-label={`Retry ${key}`} onClick={() => transfers.retry(id)}>
            <RotateCcw aria-hidden />
          </Button>
        )}
        {!ENDED.has(state) && (
          <Button
            variant="ghost"
            size="icon"
            aria-label={`Cancel ${key}`}
            onClick={() => transfers.cancel(id)}
          >
            <X aria-hidden />
          </Button>
        )}
      </div>
    </div>
  );
}

function StateIcon({ state }: { state: Transfer["state"] }) {
  const look = "mt-1 size-4 shrink-0";
  if (state === "done") return <CircleCheck aria-hidden className={cn(look, "text-success")} />;
  if (state === "failed") return <CircleAlert aria-hidden className={cn(look, "text-danger")} />;
  if (state === "asking") return <CircleHelp aria-hidden className={cn(look, "text-warning")} />;
  if (state === "cancelled" || state === "skipped")
    return <CircleSlash aria-hidden className={cn(look, "text-faint")} />;
  return (
    <CircleDashed aria-hidden className={cn(look, "text-accent", state !== "sending" && "text-faint")} />
  );
}
