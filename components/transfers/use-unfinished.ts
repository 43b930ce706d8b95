"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import { type BucketRef, discardUpload, resumeUpload } from "@/lib/client/api";
import { describeFailure } from "@/lib/client/failure";
import { uploadsQuery } from "@/lib/client/queries";
import type { Picked } from "@/lib/client/transfers/resume/file-access";
import type { UnfinishedUpload } from "@/lib/schemas/unfinished-uploads";
import { useResumption } from "./use-resumption";

/** An upload that was begun and never ended, as a row shows it. */
export type Unfinished = UnfinishedUpload & {
  id: string;
  /** Bytes that S3 has; null while that is not known. */
  sent: number | null;
  state: "idle" | "working" | "busy" | "resumed";
  problem: string | null;
};

type Marks = ReadonlyMap<
  string,
  Partial<Pick<Unfinished, "sent" | "state" | "problem">> & { gone?: boolean }
>;

/** S3 is asked about so many uploads at a time. */
const PARALLEL = 4;
/** Pages may be empty and yet not the last: so many are read before somebody has to ask for more. */
const FIRST_ROWS = 50;

/** The unfinished uploads of a bucket, page after page, and what can be done about them. */
export function useUnfinished(at: BucketRef) {
  const resumption = useResumption();
  const query = useInfiniteQuery(uploadsQuery(at));
  const { fetchNextPage, hasNextPage, isFetching, isFetchNextPageError } = query;
  const [marks, setMarks] = useState<Marks>(new Map());
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());

  const mark = (id: string, change: Marks extends ReadonlyMap<string, infer Mark> ? Mark : never) =>
    setMarks((old) => new Map(old).set(id, { ...old.get(id), ...change }));

  const listed = query.data?.pages.flatMap((page) => page.uploads) ?? [];
  const uploads: Unfinished[] = listed
    .map((upload) => ({ ...upload, id: JSON.stringify([upload.key, upload.uploadId]) }))
    .filter(({ id }) => !marks.get(id)?.gone)
    .map((upload) => ({
      ...upload,
      sent: marks.get(upload.id)?.sent ?? null,
      problem: marks.get(upload.id)?.problem ?? null,
      state: marks.get(upload.id)?.state ?? (busy.has(upload.key) ? "busy" : "idle"),
    }));

  const idle = hasNextPage && !isFetching && !isFetchNextPageError;
  useEffect(() => {
    if (idle && listed.length < FIRST_ROWS) void fetchNextPage();
  }, [idle, listed.length, fetchNextPage]);

  const lookAt = useEffectEvent(async (signal: AbortSignal) => {
    setBusy(await resumption.busyKeys(at));
    const asked = uploads.filter(({ own, sent }) => own && sent === null).values();
    const worker = async () => {
      for (const { id, key, uploadId } of asked) {
        if (signal.aborted) return;
        const resumed = await resumeUpload(at, { key, uploadId }, signal).catch(() => null);
        if (resumed) mark(id, { sent: resumed.sent.reduce((sum, { size }) => sum + size, 0) });
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, worker));
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page of the list is what it runs for.
  useEffect(() => {
    const stop = new AbortController();
    void lookAt(stop.signal);
    return () => stop.abort();
  }, [listed.length]);

  const problemOf = (id: string) =>
    resumption.snapshot().uploads.find((upload) => upload.id === id)?.problem ?? null;
  const words = (error: unknown) => {
    const { message, advice } = describeFailure(error);
    return `${message} ${advice}`;
  };

  return {
    uploads,
    loaded: query.data !== undefined,
    complete: query.data !== undefined && !hasNextPage,
    fetching: isFetching,
    failure: query.error ?? (isFetching ? query.failureReason : null),
    retry: () => void (isFetchNextPageError ? fetchNextPage() : query.refetch()),
    loadMore: () => void fetchNextPage(),
    async resume(upload: Unfinished, picked: Picked): Promise<void> {
      mark(upload.id, { state: "working", problem: null });
      const known = resumption.idOf(at, upload);
      try {
        if (known) await resumption.choose([known], [picked]);
        const problem = known ? problemOf(known) : await resumption.resumeListed(at, upload, picked);
        mark(upload.id, problem ? { state: "idle", problem } : { state: "resumed" });
      } catch (error) {
        mark(upload.id, { state: "idle", problem: words(error) });
      }
    },
    async throwAway(chosen: readonly Unfinished[]): Promise<void> {
      const left = chosen.values();
      const worker = async () => {
        for (const upload of left) {
          mark(upload.id, { state: "working", problem: null });
          const known = resumption.idOf(at, upload);
          try {
            if (known) await resumption.discard([known]);
            else await discardUpload(at, { key: upload.key, uploadId: upload.uploadId });
            const problem = known && problemOf(known);
            mark(upload.id, problem ? { state: "idle", problem } : { gone: true });
          } catch (error) {
            mark(upload.id, { state: "idle", problem: words(error) });
          }
        }
      };
      await Promise.all(Array.from({ length: PARALLEL }, worker));
    },
  };
}
