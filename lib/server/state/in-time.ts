import "server-only";
import { AppError } from "@/lib/errors";

/** How long anybody waits for Cooper's own state, in milliseconds. Every request asks it, so it must not hold them all. */
export const STATE_MS = 8000;

/** What `answer` becomes, or `unavailable` when that takes too long; the work itself goes on. */
export async function inTime<T>(answer: Promise<T>, milliseconds = STATE_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new AppError("unavailable", "Cooper's own state takes too long to answer. Try again in a moment.", {
            retryAfter: 5,
          }),
        ),
      milliseconds,
    );
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
