"use client";

import { ChevronDown, ChevronUp, Info, X } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { formatBytes, formatPlural } from "@/lib/client/format";
import type { InterruptedUpload } from "@/lib/client/transfers/resume/interrupted-list";
import { FileChooser } from "./file-chooser";
import { InterruptedRow } from "./interrupted-row";
import { ThrowAwayDialog } from "./throw-away-dialog";
import { useInterruptedSnapshot, useResumption } from "./use-resumption";

/** Uploads that a page of before left unfinished, with ways to go on; nothing while there are none. */
export function InterruptedUploads() {
  const resumption = useResumption();
  const { uploads, notes } = useInterruptedSnapshot();
  const [open, setOpen] = useState(true);
  const [asked, setAsked] = useState<readonly InterruptedUpload[] | null>(null);
  return (
    <>
      {uploads.length > 0 && (
        <section aria-label="Interrupted uploads" className="border-b last:border-b-0">
          <header className="flex flex-wrap items-center gap-x-3 gap-y-1 bg-warning-soft py-1.5 pr-3 pl-2">
            <IconButton
              label={open ? "Hide the interrupted uploads" : "Show the interrupted uploads"}
              aria-expanded={open}
              onClick={() => setOpen(!open)}
            >
              {open ? <ChevronDown aria-hidden /> : <ChevronUp aria-hidden />}
            </IconButton>
            <p role="status" className="min-w-0 flex-1 max-sm:basis-4/5">
              <span className="font-medium">
                {uploads.length === 1
                  ? "1 upload was interrupted"
                  : `${formatPlural(uploads.length, "upload")} were interrupted`}
              </span>{" "}
              <span className="text-muted tabular-nums">{thereAlready(uploads)}</span>
            </p>
            <Actions uploads={uploads} onThrowAway={() => setAsked(uploads)} />
          </header>
          {open && (
            <ul className="max-h-[min(12rem,35vh)] overflow-y-auto border-t">
              {uploads.map((upload) => (
                <li key={upload.id} className="border-line/60 border-b last:border-b-0">
                  <InterruptedRow upload={upload} onThrowAway={() => setAsked([upload])} />
                </li>
              ))}
            </ul>
          )}
        </section>
      )}
      {notes.map((note) => (
        <div key={note} className="flex items-center gap-2.5 border-b py-1.5 pr-3 pl-3 last:border-b-0">
          <Info aria-hidden className="size-4 shrink-0 text-accent" />
          <p role="status" className="min-w-0 flex-1 break-words">
            {note}
          </p>
          <IconButton label="Dismiss" onClick={() => resumption.dismiss(note)}>
            <X aria-hidden />
          </IconButton>
        </div>
      ))}
      <ThrowAwayDialog
        uploads={asked}
        onCancel={() => setAsked(null)}
        onConfirm={(chosen) => {
          setAsked(null);
          void resumption.discard(chosen.map(({ id }) => id));
        }}
      />
    </>
  );
}

function Actions(props: { uploads: readonly InterruptedUpload[]; onThrowAway: () => void }) {
  const resumption = useResumption();
  const idle = props.uploads.filter(({ working }) => !working);
  const byHandle = idle.filter(({ access }) => access !== "choose").map(({ id }) => id);
  const byHand = idle.filter(({ access }) => access === "choose").map(({ id }) => id);
  if (props.uploads.length === 1) return null;
  return (
    <div className="flex flex-wrap items-center justify-end gap-1.5 max-sm:grow">
      {idle.length > 0 && (
        <Button variant="ghost" onClick={props.onThrowAway}>
          Throw all away
        </Button>
      )}
      {byHand.length > 0 && (
        <FileChooser
          multiple
          label="Choose files to resume"
          onPicked={(picked) => void resumption.choose(byHand, picked)}
        >
          Choose files
        </FileChooser>
      )}
      {byHandle.length > 0 && (
        <Button variant="primary" onClick={() => void resumption.resume(byHandle)}>
          {byHand.length > 0 ? `Resume ${byHandle.length}` : "Resume all"}
        </Button>
      )}
    </div>
  );
}

function thereAlready(uploads: readonly InterruptedUpload[]): string {
  const known = uploads.filter(({ sent }) => sent !== null);
  if (known.length < uploads.length) return "";
  const sum = (bytes: (upload: InterruptedUpload) => number) =>
    formatBytes(uploads.reduce((total, upload) => total + bytes(upload), 0));
  return `${sum(({ sent }) => sent ?? 0)} of ${sum(({ size }) => size)} is there already`;
}
