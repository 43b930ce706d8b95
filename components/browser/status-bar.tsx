"use client";

import { TriangleAlert, X } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { IconButton } from "@/components/ui/icon-button";
import { Spinner } from "@/components/ui/spinner";
import type { EntryAction } from "@/lib/client/entry-actions";
import { describeFailure } from "@/lib/client/failure";
import { ACTION_ITEMS } from "./action-items";

/** Beneath the list, always as high: what it holds, what is under way, and what can be done with what is chosen. */
export function StatusBar(props: {
  summary: string;
  /** Told while something is chosen; the summary then stands behind it, where there is room. */
  selected: string | null;
  actions: EntryAction[];
  run: (action: EntryAction) => void;
  onClear: () => void;
  loading: boolean;
  error: unknown;
  retrying: boolean;
  onRetry: () => void;
  extra?: ReactNode;
}) {
  return (
    <div className="flex h-10 shrink-0 items-center gap-2 border-t bg-ground px-3 text-muted pointer-coarse:h-12">
      {props.selected !== null && (
        <IconButton label="Clear the selection" shortcut="Esc" onClick={props.onClear} className="-ml-1.5">
          <X aria-hidden />
        </IconButton>
      )}
      <p role="status" className={cn("truncate tabular-nums", props.error == null ? "min-w-0" : "shrink-0")}>
        {props.selected === null ? (
          props.summary
        ) : (
          <>
            {props.selected}
            <span className="max-lg:hidden"> · {props.summary}</span>
          </>
        )}
      </p>
      {props.loading && !props.error && <Spinner label="Loading more" />}
      {props.error != null && (
        <span role="alert" className="flex min-w-0 items-center gap-1.5 text-warning">
          <TriangleAlert aria-hidden className="size-4 shrink-0" />
          <span className="truncate">
            {describeFailure(props.error).title}
            {props.retrying && "; trying again…"}
          </span>
          {!props.retrying && (
            <Button variant="ghost" onClick={props.onRetry}>
              Try again
            </Button>
          )}
        </span>
      )}
      {props.selected === null ? (
        <div className="ml-auto flex items-center gap-2">{props.extra}</div>
      ) : (
        <div role="toolbar" aria-label="Selection" className="ml-auto flex items-center gap-1">
          {props.actions.map((action) => {
            const { label: inMenu, icon: Icon, danger, inBar } = ACTION_ITEMS[action];
            const label = inBar === undefined ? inMenu : inBar;
            if (label === null) return null;
            return (
              <Button
                key={action}
                variant="ghost"
                aria-label={label}
                onClick={() => props.run(action)}
                className={cn(
                  danger && "text-danger hover:bg-danger-soft hover:text-danger",
                  // Where room is scarce, the row's menu has them.
                  action.startsWith("copy") && "max-md:hidden",
                )}
              >
                <Icon aria-hidden />
                <span className="max-md:hidden">{label}</span>
              </Button>
            );
          })}
        </div>
      )}
    </div>
  );
}
