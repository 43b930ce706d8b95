import { AppError } from "@/lib/errors";

/** A page as it came, unless it leads back to where it was asked from: whoever follows it would never be done. */
export function onward<Page extends { cursor: string | null }>(
  page: Page,
  asked: string | null | undefined,
): Page {
  if (page.cursor === null || page.cursor !== asked) return page;
  throw new AppError(
    "s3_error",
    "The store repeats itself: its list leads back to a page that was read already.",
  );
}
