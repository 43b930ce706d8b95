"use client";

import { useRef, useState } from "react";
import type { Entry } from "@/lib/client/entries";
import { NO_WORK, runBatches, toBatches, type WorkState } from "@/lib/client/work-batches";
import type { WorkEvent } from "@/lib/schemas/events";
import type { Selection } from "@/lib/schemas/objects";

export type WorkPhase = "idle" | "running" | "done" | "stopped" | "broken";

/** Long work on chosen entries: where it stands, and a way to stop it. It goes on when its dialog is gone. */
export function useWork(
  call: (selection: Selection, signal: AbortSignal) => AsyncGenerator<WorkEvent, void>,
) {
  const [phase, setPhase] = useState<WorkPhase>("idle");
  const [state, setState] = useState<WorkState>(NO_WORK);
  const [error, setError] = useState<unknown>(null);
  const controller = useRef<AbortController | null>(null);

  const start = async (entries: readonly Entry[]): Promise<{ phase: WorkPhase; state: WorkState }> => {
    controller.current?.abort();
    const mine = new AbortController();
    controller.current = mine;
    const finish = (ended: WorkPhase, last: WorkState) => {
      if (controller.current === mine) setPhase(ended);
      return { phase: ended, state: last };
    };
    setPhase("running");
    setState(NO_WORK);
    setError(null);
    let last = NO_WORK;
    try {
      for await (const now of runBatches(toBatches(entries), (batch) => call(batch, mine.signal))) {
        last = now;
        if (controller.current === mine) setState(now);
      }
      return finish("done", last);
    } catch (cause) {
      if (mine.signal.aborted) return finish("stopped", last);
      setError(cause);
      return finish("broken", last);
    }
  };

  return { phase, state, error, start, stop: () => controller.current?.abort() };
}
