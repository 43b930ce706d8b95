import type * as api from "@/lib/client/api";
import { onward } from "@/lib/client/next-page";
import { AppError } from "@/lib/errors";
import { parentPrefix } from "@/lib/keys";
import type { UnfinishedUpload } from "@/lib/schemas/unfinished-uploads";
import type { Plan } from "../plan";

export type ResumeApi = Pick<
  typeof api,
  "uploadStatus" | "listUploads" | "resumeUpload" | "abortUpload" | "discardUpload"
>;

/** The upload of a plan as S3 has it now: the plan with a ticket that works, and how many bytes are there. */
export type Found = { plan: Plan; sent: number };

/** Finds a plan's upload; null if S3 no longer knows it. A ticket lives for some days, the upload itself for longer. */
export async function findUpload(api: ResumeApi, plan: Plan, now: number): Promise<Found | null> {
  if (Date.parse(plan.ticketExpiresAt) > now) {
    try {
      const { parts } = await api.uploadStatus(plan.ticket);
      return { plan, sent: sum(parts) };
    } catch (error) {
      const code = error instanceof AppError ? error.code : null;
      if (code === "upload_gone") return null;
      // A ticket of before the secret was changed is as good as an old one.
      if (code !== "invalid_ticket") throw error;
    }
  }
  const upload = await findByKey(api, plan);
  if (!upload) return null;
  const { key, uploadId } = upload;
  try {
    const resumed = await api.resumeUpload(plan.target, { key, uploadId, size: plan.file.size });
    const { ticket, ticketExpiresAt, kind, partSize, partCount, checksum, sent } = resumed;
    return {
      plan: { ...plan, ticket, ticketExpiresAt, kind, partSize, partCount, checksum },
      sent: sum(sent),
    };
  } catch (error) {
    if (error instanceof AppError && error.code === "upload_gone") return null;
    throw error;
  }
}

/** Throws away what S3 has of it; that there is nothing any more is just as well. */
export async function discardUpload(api: ResumeApi, plan: Plan): Promise<void> {
  try {
    await api.abortUpload(plan.ticket);
  } catch (error) {
    const code = error instanceof AppError ? error.code : null;
    if (code === "upload_gone") return;
    if (code !== "invalid_ticket") throw error;
    const upload = await findByKey(api, plan);
    if (upload) await api.discardUpload(plan.target, { key: upload.key, uploadId: upload.uploadId });
  }
}

/**
 * The plan's own among the unfinished uploads of its key: the one that was begun when the plan was made. Throws where
 * the caller may not write just now, since none would be told then.
 */
async function findByKey(api: ResumeApi, plan: Plan): Promise<UnfinishedUpload | null> {
  const prefix = parentPrefix(plan.key);
  const found: UnfinishedUpload[] = [];
  let mayWrite = true;
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const query = cursor ? { prefix, cursor } : { prefix };
    const page = onward(await api.listUploads(plan.target, query), cursor);
    for (const upload of page.uploads)
      if (upload.own && upload.key === plan.key && (upload.size ?? plan.file.size) === plan.file.size)
        found.push(upload);
    cursor = page.cursor;
    mayWrite = page.allowed.includes("write");
  }
  if (found.length === 0 && !mayWrite)
    throw new AppError("forbidden", "You may not write objects here just now. Try again once you may.");
  const distance = ({ begun }: UnfinishedUpload) => Math.abs(Date.parse(begun) - plan.saved);
  return found.sort((a, b) => distance(a) - distance(b))[0] ?? null;
}

const sum = (parts: readonly { size: number }[]) => parts.reduce((bytes, { size }) => bytes + size, 0);
