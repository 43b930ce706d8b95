import "server-only";
import { AppError } from "@/lib/errors";

/** A listed key, decoded exactly once if the store says that it encoded it (some write a space as `+`). */
export function decodeListed(listed: string | undefined, encoding: string | undefined): string {
  if (encoding !== "url") return listed ?? "";
  try {
    return decodeURIComponent((listed ?? "").replaceAll("+", " "));
  } catch (cause) {
    throw new AppError("s3_error", "The store listed a key that is not valid UTF-8.", { cause });
  }
}
