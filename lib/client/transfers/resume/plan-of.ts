import type { UnfinishedUpload } from "@/lib/schemas/unfinished-uploads";
import type { Plan } from "../plan";

export type Listed = Pick<UnfinishedUpload, "key" | "uploadId" | "size" | "begun">;

/** A plan is kept right after its upload was begun; Cooper's clock may differ a little from this browser's. */
const NEAR_MS = 2 * 60_000;

const PREFIX_LENGTH = 64;

/** The id of the plan of an upload that S3 listed, by which it is known again. */
export const planIdOf = (uploadId: string, now: number) =>
  `${uploadId.slice(0, PREFIX_LENGTH)}-${now.toString(36)}`;

/**
 * The plan of an upload that S3 lists. A file may have been begun more than once under one name: which of them is whose
 * is told by the time, and in doubt it is nobody's, so that nothing else is gone on with or thrown away.
 */
export function planOf(plans: readonly Plan[], { key, uploadId, size, begun }: Listed): Plan | null {
  const same = plans.filter((plan) => plan.key === key && plan.file.size === size);
  const named = same.find(({ id }) => id.startsWith(`${uploadId.slice(0, PREFIX_LENGTH)}-`));
  if (named) return named;
  const distance = ({ saved }: Plan) => Math.abs(Date.parse(begun) - saved);
  const [nearest] = same.sort((a, b) => distance(a) - distance(b));
  return nearest && distance(nearest) < NEAR_MS ? nearest : null;
}
