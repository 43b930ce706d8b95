import "server-only";
import { AppError } from "@/lib/errors";

/**
 * Follows where a store says that a listing goes on, and throws where it would have one go round for ever. One place is
 * kept for twice as long each time, so that a circle of any length is met without remembering all of it.
 */
export function createPageTurns(): (next: string) => string {
  let turns = 0;
  let last: string | undefined;
  let kept: string | undefined;
  return (next) => {
    if (next === last || next === kept) throw repeats();
    last = next;
    turns += 1;
    if ((turns & (turns - 1)) === 0) kept = next;
    return next;
  };
}

export const repeats = () =>
  new AppError(
    "s3_error",
    "The store repeats itself: its list leads back to a page that was read already, and would never end.",
  );

export const noWayOn = () =>
  new AppError("s3_error", "The store says that there is more to list, but not how to go on.");
