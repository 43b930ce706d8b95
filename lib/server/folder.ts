import "server-only";
import { AppError } from "@/lib/errors";
import { hasDotSegment } from "@/lib/keys";
import type { OpenBucket } from "./s3/open-bucket";

/** Makes an empty folder. One that exists already is as good: nothing was asked that is not so. */
export async function createFolder(bucket: OpenBucket, prefix: string): Promise<{ key: string }> {
  if (hasDotSegment(prefix)) {
    throw new AppError(
      "invalid_key",
      "A folder cannot be named '.' or '..': most tools would lose their way in it.",
    );
  }
  try {
    await bucket.createFolder(prefix);
  } catch (error) {
    if (!(error instanceof AppError && error.code === "conflict")) throw error;
  }
  return { key: prefix };
}
