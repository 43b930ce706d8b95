"use client";

import { Checkbox } from "@/components/ui/checkbox";
import { Spinner } from "@/components/ui/spinner";
import { formatBytes, formatTime } from "@/lib/client/format";
import type { Picked } from "@/lib/client/transfers/resume/file-access";
import { visibleName } from "@/lib/client/visible-name";
import { lastSegment, parentPrefix } from "@/lib/keys";
import { FileChooser } from "./file-chooser";
import type { Unfinished } from "./use-unfinished";

export function UnfinishedRow(props: {
  upload: Unfinished;
  chosen: boolean;
  onChoose: (chosen: boolean) => void;
  onPicked: (picked: Picked) => void;
}) {
  const { upload } = props;
  const { key, state, problem } = upload;
  return (
    <div className="flex flex-wrap items-start gap-x-3 gap-y-1.5 py-2">
      <span className="flex h-5 w-3.5 shrink-0 items-center">
        <Checkbox
          aria-label={`Choose ${key}`}
          checked={props.chosen && state === "idle"}
          disabled={state !== "idle"}
          onChange={({ currentTarget }) => props.onChoose(currentTarget.checked)}
        />
      </span>
      <div className="min-w-0 flex-1 basis-52">
        <p className="break-all">
          <span className="text-faint">{visibleName(parentPrefix(key))}</span>
          {visibleName(lastSegment(key))}
        </p>
        <p className="text-muted text-sm tabular-nums">{factsOf(upload)}</p>
        {problem && (
          <p role="alert" className="mt-0.5 break-words text-danger text-sm">
            {problem}
          </p>
        )}
      </div>
      <div className="ml-auto flex min-h-7 shrink-0 items-center">
        {state === "idle" ? (
          <FileChooser
            label={`Resume ${key}`}
            onPicked={([picked]) => {
              if (picked) props.onPicked(picked);
            }}
          >
            Resume…
          </FileChooser>
        ) : state === "working" ? (
          <Spinner label={`Looking after ${key}`} className="mx-2" />
        ) : (
          <span role={state === "resumed" ? "status" : undefined} className="text-muted text-sm">
            {state === "resumed" ? "Resumed, see Transfers" : "Under way in this browser"}
          </span>
        )}
      </div>
    </div>
  );
}

function factsOf({ begun, own, size, sent }: Unfinished): string {
  const there =
    sent !== null && size !== null
      ? `${formatBytes(sent)} of ${formatBytes(size)} there`
      : size !== null
        ? formatBytes(size)
        : null;
  const facts = [`Begun ${formatTime(begun)}`, own ? "by you" : "by someone else or another tool", there];
  return facts.filter((fact) => fact !== null).join(" · ");
}
