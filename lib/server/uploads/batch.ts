import "server-only";
import { AppError, toWireError, type WireError } from "@/lib/errors";
import { log } from "../log";

/** How many entries of one batch ask S3 at once. */
const AT_ONCE = 16;

/** Runs each entry of a batch; one that fails answers its error in its place and fails nobody else. */
export async function settleAll<T, R>(
  entries: readonly T[],
  requestId: string,
  run: (entry: T) => Promise<R>,
): Promise<(R | WireError)[]> {
  const results: (R | WireError)[] = new Array(entries.length);
  const queue = entries.entries();
  const worker = async () => {
    for (const [index, entry] of queue) results[index] = await settle(() => run(entry), requestId);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, entries.length) }, worker));
  return results;
}

async function settle<R>(run: () => Promise<R>, requestId: string): Promise<R | WireError> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof AppError) return toWireError(error, requestId);
    log.error({ requestId, err: error }, "unexpected");
    return toWireError(
      new AppError("internal", "Something went wrong in Cooper. Its log has the request id."),
      requestId,
    );
  }
}
