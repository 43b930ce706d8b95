"use client";

import { useRef, useState } from "react";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { formatBytes } from "@/lib/client/format";
import { visibleName } from "@/lib/client/visible-name";
import type { Capped } from "./starts";

/** Tells, before anything is downloaded, how large an archive can be that has to be kept in memory. */
export function CappedDialog({ capped, onClose }: { capped: Capped | null; onClose: () => void }) {
  const [shown, setShown] = useState(capped);
  const cancel = useRef<HTMLButtonElement>(null);
  if (capped && capped !== shown) setShown(capped);
  if (!shown) return null;
  const { name, limit, known, begin } = shown;
  const fits = known === null || known <= limit;
  return (
    <AlertDialog
      open={capped !== null}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
      title={`Download ${visibleName(name)}`}
      description={`${reason()} The archive has to be put together in memory, and may have ${formatBytes(limit)} at most.`}
      initialFocus={cancel}
      footer={
        <>
          <Button ref={cancel} size="md" onClick={onClose}>
            {fits ? "Cancel" : "Close"}
          </Button>
          {fits && (
            <Button
              size="md"
              variant="primary"
              onClick={() => {
                onClose();
                begin();
              }}
            >
              Download
            </Button>
          )}
        </>
      }
    >
      <p>
        {fits
          ? "What there is gets listed first. If it is more than that, nothing is downloaded."
          : `What you chose has ${formatBytes(known)}. Choose less, or download the objects one by one.`}
      </p>
    </AlertDialog>
  );
}

function reason(): string {
  return window.isSecureContext
    ? "This browser does not let a page write to the disk here, as in some private windows."
    : "Browsers let a page write to the disk only over https.";
}
