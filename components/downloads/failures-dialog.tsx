"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { copyText } from "@/lib/client/copy-text";
import type { FailedObject } from "@/lib/client/downloads/download";
import { formatCount, formatPlural } from "@/lib/client/format";
import { visibleName } from "@/lib/client/visible-name";
import { useDownloads, useDownloadsSnapshot } from "./use-downloads";

/** As many as one looks through; the copied list has all. */
const SHOWN = 200;

/** Which objects of a download did not arrive, and why. */
export function FailuresDialog({ of, onClose }: { of: string | null; onClose: () => void }) {
  const { downloads } = useDownloads();
  const { get } = useDownloadsSnapshot();
  const [shown, setShown] = useState(of);
  if (of && of !== shown) setShown(of);
  const download = shown === null ? undefined : get(shown);
  if (!shown || !download) return null;
  const failures = downloads.failures(shown);
  return (
    <Dialog
      open={of !== null}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
      title={`Objects missing from ${visibleName(download.name)}`}
      description={`${formatPlural(failures.length, "object")} did not arrive, although each was tried again and again.`}
      className="w-[min(40rem,calc(100vw-2rem))]"
      initialFocus="dialog"
      footer={
        <>
          <CopyList failures={failures} />
          <Button size="md" onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      <ul aria-label="Objects that did not arrive" className="divide-y">
        {failures.slice(0, SHOWN).map(({ key, reason }) => (
          <li key={key} className="py-1.5">
            <p className="break-all font-mono text-sm">{visibleName(key)}</p>
            <p className="text-danger text-sm">{reason}</p>
          </li>
        ))}
      </ul>
      {failures.length > SHOWN && (
        <p className="pt-2 text-muted">
          And {formatCount(failures.length - SHOWN)} more: the copied list has them all.
        </p>
      )}
    </Dialog>
  );
}

function CopyList({ failures }: { failures: readonly FailedObject[] }) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  const text = () => failures.map(({ key, reason }) => `${JSON.stringify(key)}\t${reason}\n`).join("");
  return (
    <Button
      size="md"
      onClick={() => void copyText(text()).then((copied) => setState(copied ? "copied" : "failed"))}
    >
      {state === "copied" ? <Check aria-hidden /> : <Copy aria-hidden />}
      {state === "copied" ? "Copied" : state === "failed" ? "The browser refuses" : "Copy list"}
    </Button>
  );
}
