import "server-only";
import { AppError } from "@/lib/errors";
import type { UnfinishedUploads } from "@/lib/schemas/unfinished-uploads";
import type { Actor } from "../access/actor";

type Place = { connection: string; bucket: string };

/** One page of the uploads below a prefix that were begun and not ended. */
export async function listUnfinished(
  _actor: Actor,
  _place: Place,
  _query: { prefix: string; cursor?: string | undefined },
  _signal: AbortSignal,
): Promise<UnfinishedUploads> {
  throw new AppError("not_supported", "Unfinished uploads are not listed yet.");
}
