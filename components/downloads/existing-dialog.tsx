"use client";

import { useRef, useState } from "react";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import type { Download, ExistingChoice } from "@/lib/client/downloads/download";
import { visibleName } from "@/lib/client/visible-name";
import { useDownloads, useDownloadsSnapshot } from "./use-downloads";

/** Asks what to do about files that are in the folder already; once for all of a download. */
export function ExistingDialog() {
  const { downloads } = useDownloads();
  const { ids, get } = useDownloadsSnapshot();
  const asking = ids.map(get).find((download) => download?.existing) ?? null;
  // The last question stays in sight while the dialog fades.
  const [shown, setShown] = useState<Download | null>(asking);
  const safest = useRef<HTMLButtonElement>(null);
  if (asking && asking.id !== shown?.id) setShown(asking);
  if (!shown) return null;
  const answer = (choice: ExistingChoice) => downloads.answer(shown.id, choice);
  return (
    <AlertDialog
      open={asking !== null}
      onOpenChange={(next) => {
        if (!next) downloads.cancel(shown.id);
      }}
      title={`Files are in ${visibleName(shown.name)} already`}
      description={`The first is ${visibleName(shown.existing?.name ?? "")}. Your answer holds for all of this download. Esc stops it.`}
      initialFocus={safest}
      footer={
        <>
          <Button size="md" onClick={() => answer("replace")}>
            Replace
          </Button>
          <Button size="md" onClick={() => answer("keep-both")}>
            Keep both
          </Button>
          <Button ref={safest} size="md" variant="primary" onClick={() => answer("skip-same")}>
            Skip the same
          </Button>
        </>
      }
    >
      <p className="text-muted">
        “Skip the same” keeps files of the same size that are not older, and replaces the others.
      </p>
    </AlertDialog>
  );
}
