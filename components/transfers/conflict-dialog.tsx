"use client";

import { useEffect, useRef, useState } from "react";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { formatBytes, formatCount, formatTime } from "@/lib/client/format";
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
  const keepBoth = useRef<HTMLButtonElement>(null);
  // Each question begins at the answer that loses nothing, also for who answered the one before with Enter.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the next question is what it runs for.
  useEffect(() => keepBoth.current?.focus(), [conflict.id]);
  const choose = (choice: Choice, all = forAll) => {
    transfers.resolveConflict(conflict.id, choice, all);
    setForAll(false);
  };
  const others = conflict.asking - 1;
  return (
    <AlertDialog
      open={open}
      onOpenChange={(next) => {
        // Escape answers for what is in sight, whatever the checkbox says.
        if (!next) choose("skip", false);
      }}
      title={`${visibleName(lastSegment(conflict.key))} already exists`}
      description={`In ${visibleName(conflict.bucket)}, under ${visibleName(conflict.key)}. Esc skips this file${others > 0 ? " only" : ""}.`}
      initialFocus={keepBoth}
      footer={
        <>
          <Button size="md" onClick={() => choose("skip")}>
            Skip
          </Button>
          <Button size="md" onClick={() => choose("replace")}>
            Replace
          </Button>
          <Button ref={keepBoth} size="md" variant="primary" onClick={() => choose("keep-both")}>
            Keep both
          </Button>
        </>
      }
    >
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 tabular-nums">
        <Fact name="There now" file={conflict.theirs} />
        <Fact name="Yours" file={conflict.ours} />
      </dl>
      {/* What cannot be seen cannot be compared. */}
      <div className="mt-3 flex flex-wrap gap-2">
        <Button disabled={!conflict.theirs} onClick={() => choose("replace-if-newer")}>
          Replace if mine is newer
        </Button>
        <Button disabled={!conflict.theirs} onClick={() => choose("replace-if-size-differs")}>
          Replace if the size differs
        </Button>
      </div>
      <label htmlFor="conflict-for-all" className="mt-4 flex items-center gap-2 pointer-coarse:min-h-10">
        <Checkbox
          id="conflict-for-all"
          checked={forAll}
          onChange={(event) => setForAll(event.currentTarget.checked)}
        />
        Do this for all
      </label>
      {others > 0 && (
        <p className="mt-1 text-muted text-sm">
          {others === 1
            ? "1 more file with a taken name is waiting."
            : `${formatCount(others)} more files with a taken name are waiting.`}
        </p>
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
