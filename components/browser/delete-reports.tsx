"use client";

import { Banner } from "@/components/ui/banner";
import { Progress } from "@/components/ui/progress";
import { Spinner } from "@/components/ui/spinner";
import { describeFailure } from "@/lib/client/failure";
import { formatBytes, formatCount, formatPlural } from "@/lib/client/format";
import { visibleName } from "@/lib/client/visible-name";
import type { WorkFailure, WorkState } from "@/lib/client/work-batches";
import type { WorkPhase } from "./use-work";

/** Before one confirms: how much it is, without claiming a number that is still growing. */
export function CountReport(props: {
  phase: WorkPhase;
  total: number;
  bytes: number;
  error: unknown;
  /** How many folders are among what is chosen. */
  folders: number;
}) {
  const counted = `${formatPlural(props.total, "object")}, ${formatBytes(props.bytes)}`;
  if (props.phase === "broken")
    return (
      <Banner tone="danger" title="It could not be counted">
        {describeFailure(props.error).message} Nothing was deleted.
      </Banner>
    );
  if (props.phase !== "done")
    return (
      <p role="status" className="flex items-center gap-2">
        <Spinner /> Counting what lies below…{" "}
        <span className="text-muted tabular-nums">{counted} so far</span>
      </p>
    );
  if (props.total === 0) return <p>Nothing is left below it: there is nothing to delete.</p>;
  return (
    <>
      <p className="font-medium tabular-nums">{counted}</p>
      <p className="mt-1 text-muted">
        {props.folders === 1 && "Objects added to this folder while this runs are deleted too. "}
        {props.folders > 1 && "Objects added to these folders while this runs are deleted too. "}
        This cannot be undone, unless the bucket keeps versions.
      </p>
    </>
  );
}

/** While it deletes, and after it has not gone smoothly. */
export function DeletionReport(props: { phase: WorkPhase; state: WorkState; total: number; error: unknown }) {
  const { phase, state, total } = props;
  const failed = Math.max(state.failed, state.failures.length);
  const told = `${formatCount(Math.max(0, state.done - failed))} of ${formatCount(Math.max(total, state.done))} deleted${failed > 0 ? `, ${formatCount(failed)} not` : ""}`;
  return (
    <div className="flex flex-col gap-3">
      {phase === "running" && (
        <>
          <Progress
            label="Deleting"
            value={state.done}
            max={Math.max(1, total, state.done)}
            valueText={told}
          />
          <p role="status" className="text-muted tabular-nums">
            {told}
          </p>
        </>
      )}
      {phase === "stopped" && (
        <Banner tone="warning" title={`Stopped: ${told}`}>
          What was deleted stays deleted. The request under way may have deleted a few more.
        </Banner>
      )}
      {phase === "broken" && (
        <Banner tone="danger" title={`It broke off: ${told}`}>
          {describeFailure(props.error).message}
        </Banner>
      )}
      {phase === "done" && (
        <Banner
          tone="warning"
          title={`${formatPlural(state.ok, "object")} deleted, ${formatCount(failed)} not`}
        />
      )}
      {state.failures.length > 0 && <FailureList failures={state.failures} failed={failed} />}
    </div>
  );
}

function FailureList({ failures, failed }: { failures: WorkFailure[]; failed: number }) {
  return (
    <section aria-label="Not deleted">
      <ul className="max-h-48 overflow-y-auto rounded-md border">
        {failures.map(({ key, message }) => (
          <li key={key} className="border-b px-2.5 py-1.5 last:border-b-0">
            <span className="block break-all font-mono text-sm">{visibleName(key)}</span>
            <span className="block text-muted text-sm">{message}</span>
          </li>
        ))}
      </ul>
      {failed > failures.length && (
        <p className="mt-1 text-muted text-sm">and {formatCount(failed - failures.length)} more</p>
      )}
    </section>
  );
}
