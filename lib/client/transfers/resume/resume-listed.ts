import type { BucketRef } from "@/lib/client/api";
import { lastSegment, parentPrefix } from "@/lib/keys";
import type { ResumedUpload, UnfinishedUpload } from "@/lib/schemas/unfinished-uploads";
import type { Hasher } from "../digest";
import type { Plan } from "../plan";
import type { Picked } from "./file-access";
import type { ResumeApi } from "./find-upload";
import type { KeptPlans } from "./kept-plans";
import { planIdOf } from "./plan-of";
import { differenceOf } from "./same-file";

type Deps = {
  api: Pick<ResumeApi, "resumeUpload">;
  plans: Pick<KeptPlans, "save">;
  hasher: Hasher | null;
  adopt(plan: Plan, file: File): void;
  now(): number;
};

/** Goes on with an upload that S3 lists and this browser knows nothing of. Answers why it cannot, or null once it does. */
export async function resumeListed(
  deps: Deps,
  ref: BucketRef,
  upload: UnfinishedUpload,
  { file, handle }: Picked,
): Promise<string | null> {
  const problem = differenceOf(known(upload), file);
  if (problem) return problem;
  const { key, uploadId } = upload;
  const resumed = await deps.api.resumeUpload(ref, { key, uploadId, size: file.size });
  const difference =
    differenceOf(known(resumed), file) ??
    // Where nobody kept the file's time, what is there has to speak for itself.
    (resumed.modified === null ? await strangePart(deps.hasher, resumed, file) : null);
  if (difference) return difference;
  const { ticket, ticketExpiresAt, kind, partSize, partCount, checksum } = resumed;
  const { connection, bucket } = ref;
  const { name, size, lastModified } = file;
  const plan: Plan = {
    ...{ id: planIdOf(uploadId, deps.now()), key, handle, saved: deps.now() },
    ...{ ticket, ticketExpiresAt, kind, partSize, partCount, checksum },
    target: { connection, bucket, prefix: parentPrefix(key) },
    file: { path: lastSegment(key), name, size, lastModified },
    foreign: resumed.modified === null,
  };
  await deps.plans.save(plan);
  deps.adopt(plan, file);
  return null;
}

/** A key may have got a number that the file's name lacks, so the name says nothing. */
function known({ size, modified }: { size: number | null; modified: string | null }) {
  return { name: null, size, lastModified: modified === null ? null : Date.parse(modified) };
}

/** Larger parts would keep the user waiting; the engine's own checksum of the whole looks at them anyway. */
const LARGEST_LOOK = 256 * 1024 * 1024;

/** Compares the first and the last part that S3 has with the file, where its ETags are MD5s. */
async function strangePart(
  hasher: Hasher | null,
  { sent, partSize }: ResumedUpload,
  file: File,
): Promise<string | null> {
  for (const part of new Set([sent.at(0), sent.at(-1)])) {
    const expected = part?.etag.replaceAll('"', "").toLowerCase() ?? "";
    if (!part || !hasher || !/^[0-9a-f]{32}$/.test(expected) || part.size > LARGEST_LOOK) continue;
    const start = (part.number - 1) * partSize;
    const digest = await hasher.digest(file.slice(start, start + part.size), { md5: true }).catch(() => null);
    if (digest?.md5 && digest.md5 !== expected)
      return `What S3 has of this upload does not come from this file: part ${part.number} differs. (Or it is encrypted with KMS: then nothing of it can be compared, and it can only be thrown away.) Nothing was sent of it.`;
  }
  return null;
}
