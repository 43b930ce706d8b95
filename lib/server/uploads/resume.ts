import "server-only";
import { AppError } from "@/lib/errors";
import type { ResumedUpload } from "@/lib/schemas/unfinished-uploads";
import type { Actor } from "../access/actor";

type Place = { connection: string; bucket: string };

/** A new ticket for an upload that was begun and not ended. */
export async function resumeUpload(
  _actor: Actor,
  _place: Place,
  _upload: { key: string; uploadId: string; size?: number | undefined },
  _signal: AbortSignal,
): Promise<ResumedUpload> {
  throw new AppError("not_supported", "Uploads are not resumed yet.");
}
