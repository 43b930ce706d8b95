"use client";

import { SearchX } from "lucide-react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { noMatchTitle } from "@/lib/client/list-summary";

/** In the list's place when a filter leaves nothing of it; what is not loaded may still match. */
export function NoMatch(props: {
  filter: string;
  loaded: number;
  complete: boolean;
  loadingAll: boolean;
  onLoadAll: () => void;
  onClear: () => void;
}) {
  return (
    <EmptyState
      icon={SearchX}
      title={noMatchTitle(props.loaded, props.complete)}
      action={
        <>
          {!props.complete && (
            <Button variant="primary" disabled={props.loadingAll} onClick={props.onLoadAll}>
              {props.loadingAll ? "Loading the rest…" : "Load the rest"}
            </Button>
          )}
          <Button onClick={props.onClear}>Clear filter</Button>
        </>
      }
    >
      No name {props.complete ? "here" : "so far"} contains “{props.filter.trim()}”.
    </EmptyState>
  );
}
