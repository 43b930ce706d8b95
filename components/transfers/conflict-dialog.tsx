"use client";

import { useState } from "react";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { formatBytes, formatPlural, formatTime } from "@/lib/client/format";
import type { Choice, Conflict } from "@/lib/client/transfers/transfer";
import { visibleName } from "@/lib/client/visible-name";
import { lastSegment } from "@/lib/keys";
import { useTransfers, useTransfersSnapshot } from "./use-transfers";

/** Asks what to do about a name that is taken, one question after another. */
export function ConflictDialog() {
  const { conflict } = useTransfersSnapshot();
  // The last question stays in sight while the dialog fades.
  const [shown, setShown] = useState<Conflict | null>(conflict);
  if (conflict && conflict !== shown) setShown(conflict);
  return shown && <Question open={conflict !== null} conflict={shown} />;
}

function Question({ open, conflict }: { open: boolean; conflict: Conflict }) {
  const transfers = useTransfers();
  const [forAll, setForAll] = useState(false);
  const choose = (choice: Choice) => {
    transfers.resolveConflict(conflict.id, choice, forAll);
    setForAll(false);
  };
  const others = conflict.asking - 1;
  return (
    <AlertDialog
      open={open}
      onOpenChange={(next) => {
        if (!next) choose("skip");
      }}
      title={`${visibleName(lastSegment(conflict.key))} already exists`}
      description={`In ${visibleName(conflict.bucket)}, under ${visibleName(conflict.key)}.`}
      footer={
        <>
          <Button size="md" onClick={() => choose("skip")}>
            Skip
          </Button>
          <Button size="md" onClick={() => choose("keep-both")}>
            Keep both
          </Button>
          <Button size="md" variant="primary" onClick={() => choose("replace")}>
            Replace
          </Button>
        </>
      }
    >
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 tabular-nums">
        <Fact name="There now" file={conflict.theirs} />
        <Fact name="Yours" file={conflict.ours} />
      </dl>
      <label htmlFor="conflict-for-all" className="mt-4 flex items-center gap-2 pointer-coarse:min-h-10">
        <Checkbox
          id="conflict-for-all"
          checked={forAll}
          onChange={(event) => setForAll(event.currentTarget.checked)}
        />
        Do this for all
      </label>
      {others > 0 && (
        <p className="mt-1 text-muted text-sm">{formatPlural(others, "more name")} taken so far.</p>
      )}
    </AlertDialog>
  );
}

function Fact({ name, file }: { name: string; file: Conflict["theirs"] }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd>{file ? `${formatBytes(file.size)}, ${formatTime(file.modified.toISOString())}` : "not known"}</dd>
    </>
  );
}
