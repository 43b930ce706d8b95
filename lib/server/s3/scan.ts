import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError, type ErrorCode } from "@/lib/errors";
import type { ScanEvent } from "@/lib/schemas/downloads";
import type { BucketAccess } from "./access";
import { eachPage } from "./listing";

/** For how long a store may be away in the middle of a listing; beginning a long one anew is worse than waiting. */
const PATIENCE_MS = 120_000;
const LONGEST_PAUSE_MS = 10_000;
const PASSING: ReadonlySet<ErrorCode> = new Set(["s3_busy", "s3_timeout", "s3_unreachable", "s3_error"]);

type Scan = { prefix: string; after?: string | undefined };

/** Every object below a prefix, for somebody who may list and read all of it; a page of S3 at a time. */
export async function* scanPrefix(
  access: BucketAccess,
  { prefix, after }: Scan,
  signal: AbortSignal,
): AsyncGenerator<ScanEvent[]> {
  const need = () => {
    access.need("list", prefix);
    access.need("read", prefix);
  };
  need();
  let listed = 0;
  let bytes = 0;
  let requests = 0;
  for await (const objects of eachPage(access, prefix, signal, { after, insist: patiently })) {
    // Grants may have changed since the scan began; it may be long.
    need();
    listed += objects.length;
    requests += 1;
    for (const { size } of objects) bytes += size;
    yield [
      ...objects.map((object) => ({ type: "object" as const, ...object })),
      { type: "progress", listed, bytes, done: 0, requests },
    ];
  }
  yield [{ type: "done", ok: listed, failed: 0, bytes }];
}

async function patiently<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const until = performance.now() + PATIENCE_MS;
  for (let attempt = 0; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      const passing = error instanceof AppError && PASSING.has(error.code);
      if (signal.aborted || !passing || performance.now() > until) throw error;
      const most = Math.min(LONGEST_PAUSE_MS, 500 * 2 ** attempt);
      await sleep(Math.max((error.retryAfter ?? 0) * 1000, Math.random() * most), undefined, { signal });
    }
  }
}
