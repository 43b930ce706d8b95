"use client";

import { CircleCheck } from "lucide-react";
import { useState } from "react";
import { FailureView } from "@/components/shell/failure-view";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog, type DialogEnd } from "@/components/ui/dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { Skeleton } from "@/components/ui/skeleton";
import { Spinner } from "@/components/ui/spinner";
import type { BucketRef } from "@/lib/client/api";
import { formatPlural } from "@/lib/client/format";
import { visibleName } from "@/lib/client/visible-name";
import { ThrowAwayDialog } from "./throw-away-dialog";
import { UnfinishedRow } from "./unfinished-row";
import { type Unfinished, useUnfinished } from "./use-unfinished";

/** What was begun in a bucket and never ended, by whomever: go on with it, or throw it away. */
export function UnfinishedDialog({ at, ...end }: DialogEnd & { at: BucketRef }) {
  const [open, setOpen] = useState(true);
  const list = useUnfinished(at);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<readonly Unfinished[] | null>(null);

  const choosable = list.uploads.filter(({ state }) => state === "idle");
  const doomed = choosable.filter(({ id }) => chosen.has(id));
  const choose = (ids: readonly string[], wanted: boolean) => {
    const next = new Set(chosen);
    for (const id of ids) next[wanted ? "add" : "delete"](id);
    setChosen(next);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      {...end}
      title="Unfinished uploads"
      description={`In ${visibleName(at.bucket)}. S3 keeps their parts, which cost storage, until they are finished or thrown away.`}
      className="w-[min(44rem,calc(100vw-2rem))]"
      footer={
        <>
          <Button size="md" onClick={() => setOpen(false)}>
            Close
          </Button>
          {choosable.length > 0 && (
            <Button
              size="md"
              variant="danger"
              disabled={doomed.length === 0}
              onClick={() => setAsked(doomed)}
            >
              {doomed.length > 0 ? `Throw away ${formatPlural(doomed.length, "upload")}` : "Throw away"}
            </Button>
          )}
        </>
      }
    >
      {!list.loaded && list.failure ? (
        <FailureView error={list.failure} retrying={list.fetching} onRetry={list.retry} />
      ) : !list.loaded ? (
        <LoadingRows />
      ) : list.uploads.length === 0 && list.complete ? (
        <EmptyState icon={CircleCheck} title="No unfinished uploads">
          <p>Every upload that was begun here is complete.</p>
        </EmptyState>
      ) : (
        <>
          {choosable.length > 1 && (
            <label htmlFor="all-unfinished" className="flex items-center gap-3 border-b pb-2 text-muted">
              <Checkbox
                id="all-unfinished"
                aria-label="Choose all"
                checked={doomed.length === choosable.length}
                onChange={({ currentTarget }) =>
                  choose(
                    choosable.map(({ id }) => id),
                    currentTarget.checked,
                  )
                }
              />
              {doomed.length > 0 ? `${doomed.length} chosen` : "Choose all"}
            </label>
          )}
          <ul aria-label="Unfinished uploads">
            {list.uploads.map((upload) => (
              <li key={upload.id} className="border-line/60 border-b last:border-b-0">
                <UnfinishedRow
                  upload={upload}
                  chosen={chosen.has(upload.id)}
                  onChoose={(wanted) => choose([upload.id], wanted)}
                  onPicked={(picked) => void list.resume(upload, picked)}
                />
              </li>
            ))}
          </ul>
          {list.failure ? (
            <Banner tone="danger" className="mt-3" action={<Button onClick={list.retry}>Try again</Button>}>
              The rest of the list could not be read.
            </Banner>
          ) : (
            !list.complete && (
              <div className="mt-3 flex justify-center">
                {list.fetching ? (
                  <Spinner label="Reading on" />
                ) : (
                  <Button onClick={list.loadMore}>Show more</Button>
                )}
              </div>
            )
          )}
        </>
      )}
      <ThrowAwayDialog
        uploads={asked}
        onCancel={() => setAsked(null)}
        onConfirm={(uploads) => {
          setAsked(null);
          void list.throwAway(uploads);
        }}
      />
    </Dialog>
  );
}

function LoadingRows() {
  return (
    <div role="status" aria-label="Reading the list" className="space-y-4 py-2">
      {[60, 45, 52].map((width) => (
        <div key={width} className="space-y-2">
          <div style={{ width: `${width}%` }}>
            <Skeleton />
          </div>
          <Skeleton className="h-2 w-1/3" />
        </div>
      ))}
    </div>
  );
}
