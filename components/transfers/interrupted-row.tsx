"use client";

import { Play, Trash2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Spinner } from "@/components/ui/spinner";
import { formatBytes } from "@/lib/client/format";
import type { InterruptedUpload } from "@/lib/client/transfers/resume/interrupted-list";
import { visibleName } from "@/lib/client/visible-name";
import { lastSegment, parentPrefix } from "@/lib/keys";
import { FileChooser } from "./file-chooser";
import { useResumption } from "./use-resumption";

export function InterruptedRow({
  upload,
  onThrowAway,
}: {
  upload: InterruptedUpload;
  onThrowAway: () => void;
}) {
  const resumption = useResumption();
  const { id, bucket, key, size, sent, access, working, problem } = upload;
  const name = visibleName(lastSegment(key));
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1.5 pr-3 pl-3 sm:pl-11">
      <div className="min-w-0 flex-1 max-sm:basis-full">
        <div className="flex items-baseline gap-3">
          <p className="flex min-w-0 flex-1" title={visibleName(`${bucket}/${key}`)}>
            <span className="min-w-0 truncate text-faint">
              {visibleName(`${bucket}/${parentPrefix(key)}`)}
            </span>
            <span className="max-w-full shrink-0 truncate">{name}</span>
          </p>
          <span className="shrink-0 text-muted text-sm tabular-nums">
            {sent === null ? formatBytes(size) : `${formatBytes(sent)} of ${formatBytes(size)} there`}
          </span>
        </div>
        <div aria-hidden className="mt-0.5 h-1 overflow-hidden rounded-full bg-press">
          <div
            className="h-full rounded-full bg-warning transition-[width]"
            style={{ width: `${size > 0 ? Math.floor(((sent ?? 0) / size) * 100) : 0}%` }}
          />
        </div>
        {problem && (
          <p role="alert" className="mt-0.5 break-words text-danger text-sm">
            {problem}
          </p>
        )}
      </div>
      <div className="flex items-center justify-end gap-1 max-sm:ml-auto">
        {working ? (
          <Spinner label={`Looking after ${name}`} className="mx-2" />
        ) : (
          <>
            {(access === "choose" || problem) && (
              <FileChooser
                label={`Choose file for ${key}`}
                onPicked={(picked) => void resumption.choose([id], picked)}
              >
                Choose file
              </FileChooser>
            )}
            {access !== "choose" && (
              <Button aria-label={`Resume ${key}`} onClick={() => void resumption.resume([id])}>
                <Play aria-hidden /> Resume
              </Button>
            )}
            <IconButton label={`Throw away ${key}`} onClick={onThrowAway}>
              <Trash2 aria-hidden />
            </IconButton>
          </>
        )}
      </div>
    </div>
  );
}
