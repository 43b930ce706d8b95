"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, type DialogEnd } from "@/components/ui/dialog";
import { toast } from "@/components/ui/toast";
import { type BucketRef, countObjects, deleteObjects } from "@/lib/client/api";
import { deletionName } from "@/lib/client/deletion";
import { type Entry, totalBytes } from "@/lib/client/entries";
import { formatPlural } from "@/lib/client/format";
import { queryKeys } from "@/lib/client/query-keys";
import { CountReport, DeletionReport } from "./delete-reports";
import { useWork } from "./use-work";

type Props = DialogEnd & { at: BucketRef; entries: readonly Entry[] };

/** Counts, asks, deletes, and tells what became of it. While it deletes it cannot be closed, only stopped. */
export function DeleteDialog({ at, entries, ...end }: Props) {
  const client = useQueryClient();
  const [open, setOpen] = useState(true);
  const count = useWork((selection, signal) => countObjects(at, selection, signal));
  const deletion = useWork((selection, signal) => deleteObjects(at, selection, signal));
  const name = deletionName(entries);

  // Objects were counted by being chosen; only what lies below prefixes has to be looked for.
  const prefixes = entries.filter(({ kind }) => kind === "prefix");
  const objects = entries.filter(({ kind }) => kind === "object");
  const counted = prefixes.length === 0 || count.phase === "done";
  const total = objects.length + count.state.listed;
  const bytes = totalBytes(objects) + count.state.bytes;

  const startCount = useEffectEvent(() => void (prefixes.length > 0 && count.start(prefixes)));
  const stopCount = useEffectEvent(() => count.stop());
  useEffect(() => {
    startCount();
    return () => stopCount();
  }, []);

  const deleting = deletion.phase === "running";
  useEffect(() => {
    if (!deleting) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [deleting]);

  const remove = async () => {
    const { phase, state } = await deletion.start(entries);
    void client.invalidateQueries({ queryKey: queryKeys.bucketObjects(at.connection, at.bucket) });
    if (phase !== "done" || state.failed > 0) return;
    toast.success({
      title: `Deleted ${entries.length === 1 ? name : formatPlural(state.ok, "object")}`,
      ...(prefixes.length > 0 && { description: `${formatPlural(state.ok, "object")} in all` }),
    });
    setOpen(false);
  };

  const asking = deletion.phase === "idle";
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      {...end}
      dismissible={!deleting}
      title={`Delete ${name}`}
      footer={
        deleting ? (
          <Button onClick={deletion.stop}>Stop</Button>
        ) : (
          <>
            <Button onClick={() => setOpen(false)}>{asking ? "Cancel" : "Close"}</Button>
            {asking && count.phase === "broken" && (
              <Button onClick={() => void count.start(prefixes)}>Count again</Button>
            )}
            {asking && (
              <Button variant="danger" disabled={!counted || total === 0} onClick={() => void remove()}>
                {counted ? `Delete ${formatPlural(total, "object")}` : "Delete"}
              </Button>
            )}
          </>
        )
      }
    >
      {asking ? (
        <CountReport
          phase={prefixes.length === 0 ? "done" : count.phase}
          total={total}
          bytes={bytes}
          error={count.error}
          folders={prefixes.length}
        />
      ) : (
        <DeletionReport phase={deletion.phase} state={deletion.state} total={total} error={deletion.error} />
      )}
    </Dialog>
  );
}
