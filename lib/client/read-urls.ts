import { AppError } from "@/lib/errors";
import { type BucketRef, createDownloads } from "./api";
import type { ReadUrls } from "./downloads/download";

/** The addresses of up to 100 objects, or why there is none. */
export const readUrls =
  (at: BucketRef): ReadUrls =>
  async (sources, signal) => {
    const files = sources.map(({ key, versionId }) =>
      versionId === undefined ? { key } : { key, versionId },
    );
    const { results } = await createDownloads(at, files, signal);
    return results.map((result) =>
      "error" in result ? new AppError(result.error.code, result.error.message) : result,
    );
  };
