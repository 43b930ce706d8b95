"use client";

import { Upload } from "lucide-react";
import { type DragEvent, type ReactNode, useEffect, useState } from "react";
import { cn } from "@/components/ui/cn";
import { candidatesOfDrop } from "@/lib/client/transfers/candidates";
import { candidatesOfPaste } from "@/lib/client/transfers/paste";
import { handlesOfDrop } from "@/lib/client/transfers/resume/dropped-handles";
import { withHandles } from "@/lib/client/transfers/resume/with-handles";
import type { Target } from "@/lib/client/transfers/transfer";
import { visibleName } from "@/lib/client/visible-name";
import { useTransferSettings } from "./settings-context";
import { usePaste } from "./use-paste";
import { useTransfers } from "./use-transfers";

/**
 * Files and folders dropped here are uploaded to `target`, or to what `folderTarget` names for the element under the
 * pointer; what is pasted goes to `target`. A null target takes nothing; drags of anything but files are left alone.
 */
export function DropZone(props: {
  target: Target | null;
  folderTarget?: (element: Element) => Target | null;
  className?: string;
  children: ReactNode;
}) {
  const transfers = useTransfers();
  const [over, setOver] = useState<Target | null>(null);
  const { settings } = useTransferSettings();
  useKeepPage();
  usePaste((data) => {
    if (props.target) transfers.add(candidatesOfPaste(data, new Date()), props.target);
  });

  const targetOf = ({ target }: DragEvent) =>
    (target instanceof Element && props.folderTarget?.(target)) || props.target;

  function drag(event: DragEvent<HTMLDivElement>): void {
    if (!hasFiles(event)) return;
    const target = targetOf(event);
    setOver(target);
    if (!target) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  }

  function leave({ currentTarget, relatedTarget }: DragEvent<HTMLDivElement>): void {
    if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOver(null);
  }

  function drop(event: DragEvent<HTMLDivElement>): void {
    setOver(null);
    if (!hasFiles(event)) return;
    event.preventDefault();
    const target = targetOf(event);
    if (!target) return;
    const handleAt = handlesOfDrop(event.dataTransfer.items);
    transfers.add(withHandles(candidatesOfDrop(event.dataTransfer, settings.skipJunk), handleAt), target);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping has its keyboard counterpart in the upload buttons.
    <div
      className={cn("relative", props.className)}
      onDragEnter={drag}
      onDragOver={drag}
      onDragLeave={leave}
      onDrop={drop}
    >
      {props.children}
      {over && (
        <div className="pointer-events-none absolute inset-1 z-30 grid place-items-center rounded-lg border-2 border-accent border-dashed bg-selected/60">
          <p className="flex max-w-[90%] items-center gap-2 rounded-md border bg-raised px-3 py-2 font-medium shadow-popup">
            <Upload aria-hidden className="size-4 shrink-0 text-accent" />
            <span className="min-w-0 break-words">
              Drop to upload to {visibleName(`${over.bucket}/${over.prefix}`)}
            </span>
          </p>
        </div>
      )}
    </div>
  );
}

const hasFiles = ({ dataTransfer }: { dataTransfer: DataTransfer | null }) =>
  dataTransfer?.types.includes("Files") ?? false;

/** A file that misses the zone must not replace the page, and with it all uploads. */
function useKeepPage(): void {
  useEffect(() => {
    const keep = (event: globalThis.DragEvent) => {
      if (event.defaultPrevented || !hasFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = "none";
    };
    window.addEventListener("dragover", keep);
    window.addEventListener("drop", keep);
    return () => {
      window.removeEventListener("dragover", keep);
      window.removeEventListener("drop", keep);
    };
  }, []);
}
