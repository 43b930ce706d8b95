import "server-only";
import { AppError } from "@/lib/errors";
import type { Actor } from "../access/actor";

type Place = { connection: string; bucket: string };

/** Throws an unfinished upload away. */
export async function discardUpload(
  _actor: Actor,
  _place: Place,
  _upload: { key: string; uploadId: string },
  _signal: AbortSignal,
): Promise<void> {
  throw new AppError("not_supported", "Uploads are not thrown away yet.");
}
