"use client";

import { useRef, useState } from "react";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { formatBytes, formatPlural } from "@/lib/client/format";
import { visibleName } from "@/lib/client/visible-name";
import { lastSegment } from "@/lib/keys";

type Doomed = { key: string; sent: number | null };

/** Asks before what S3 has of some uploads is thrown away, and says what is lost. Null asks nothing. */
export function ThrowAwayDialog<T extends Doomed>(props: {
  uploads: readonly T[] | null;
  onCancel: () => void;
  onConfirm: (uploads: readonly T[]) => void;
}) {
  // The question stays in sight while the dialog fades.
  const [shown, setShown] = useState(props.uploads);
  const cancel = useRef<HTMLButtonElement>(null);
  if (props.uploads && props.uploads !== shown) setShown(props.uploads);
  const [first] = shown ?? [];
  if (!shown || !first) return null;
  const one = shown.length === 1;
  const what = one ? visibleName(lastSegment(first.key)) : formatPlural(shown.length, "upload");
  return (
    <AlertDialog
      open={props.uploads !== null}
      onOpenChange={(open) => {
        if (!open) props.onCancel();
      }}
      title={`Throw away ${what}`}
      description={`${lossOf(shown)} This cannot be undone. Files on this device are not touched.`}
      initialFocus={cancel}
      footer={
        <>
          <Button ref={cancel} size="md" onClick={props.onCancel}>
            Cancel
          </Button>
          <Button size="md" variant="danger" onClick={() => props.onConfirm(shown)}>
            Throw away
          </Button>
        </>
      }
    >
      {!one && (
        <ul className="max-h-40 overflow-y-auto text-muted text-sm">
          {shown.map(({ key }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: one key may have several uploads, and the list never changes.
            <li key={index} className="truncate" title={visibleName(key)}>
              {visibleName(key)}
            </li>
          ))}
        </ul>
      )}
    </AlertDialog>
  );
}

function lossOf(uploads: readonly Doomed[]): string {
  const known = uploads.filter(({ sent }) => sent !== null);
  const bytes = known.reduce((sum, { sent }) => sum + (sent ?? 0), 0);
  const it = uploads.length === 1 ? "it" : "them";
  if (known.length === uploads.length)
    return `S3 drops the ${formatBytes(bytes)} that it has of ${it}: to upload ${it} later means to send everything again.`;
  const least = known.length > 0 ? `, ${formatBytes(bytes)} at least` : "";
  return `S3 drops all parts that it has of ${it}${least}: to upload ${it} later means to send everything again.`;
}
