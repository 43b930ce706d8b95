import { AppError } from "@/lib/errors";
import type { UnfinishedUpload } from "@/lib/schemas/unfinished-uploads";
import type { Plan } from "../plan";
import { claimsByLocks } from "./claims";
import { fakeLocks } from "./fake-locks";
import { createInterrupted } from "./interrupted";
import { createKeptPlans } from "./kept-plans";

export const NOW = Date.parse("2026-11-10T12:00:00Z");
const MiB = 1024 * 1024;

export const fileOf = ({ file }: Plan, change: Partial<File> = {}): File =>
  ({ name: file.name, size: file.size, lastModified: file.lastModified, ...change }) as File;

/** A browser with plans of before, and a Cooper whose S3 has 40 MiB of each upload in `uploads`. */
export function createResumeWorld() {
  const kept = new Map<string, Plan>();
  const locks = fakeLocks();
  /** By key; a ticket is valid as long as it stands in `tickets`. */
  const uploads = new Map<string, UnfinishedUpload>();
  const tickets = new Map<string, string>();
  const objects = new Map<string, { size: number; modified: Date }>();
  const adopted: { plan: Plan; file: File }[] = [];
  const calls: string[] = [];
  const world = { kept, uploads, tickets, objects, adopted, calls, away: false };
  const parts = [1, 2, 3, 4, 5].map((number) => ({ number, size: 8 * MiB, etag: "e" }));

  function find(ticket: string): string {
    if (world.away) throw new AppError("unavailable", "Cooper cannot be reached.");
    const key = tickets.get(ticket);
    if (key === undefined) throw new AppError("invalid_ticket", "This ticket is too old.");
    if (!uploads.has(key)) throw new AppError("upload_gone", "There is no such upload.");
    return key;
  }

  const api: Parameters<typeof createInterrupted>[0]["api"] = {
    async uploadStatus(ticket) {
      calls.push("status");
      find(ticket);
      return { parts };
    },
    async listUploads(_ref, { prefix, cursor }) {
      calls.push("list");
      const found = [...uploads.values()].filter(({ key }) => key.startsWith(prefix));
      // One a page.
      const at = Number(cursor ?? 0);
      const next = at + 1 < found.length ? String(at + 1) : null;
      return { uploads: found.slice(at, at + 1), cursor: next, allowed: ["list", "write"] };
    },
    async resumeUpload(_ref, { key, uploadId, size = 0 }) {
      calls.push("resume");
      const ticket = `new ticket of ${uploadId}`;
      tickets.set(ticket, key);
      return {
        ...{ ticket, ticketExpiresAt: new Date(NOW + 7 * 86_400_000).toISOString(), kind: "multipart", key },
        ...{ size, modified: null, contentType: null, partSize: 8 * MiB, partCount: 12, checksum: null },
        sent: parts,
      };
    },
    async abortUpload(ticket) {
      calls.push("abort");
      uploads.delete(find(ticket));
    },
    async discardUpload(_ref, { key }) {
      calls.push("discard");
      uploads.delete(key);
    },
    findObject: async (_ref, key) => {
      const object = objects.get(key);
      return object ? { ...object, etag: "e" } : null;
    },
  };

  function page() {
    const plans = createKeptPlans(
      "local:ann",
      {
        put: async (plan) => void kept.set(plan.id, plan),
        delete: async (id) => void kept.delete(id),
        list: async () => [...kept.values()],
      },
      claimsByLocks(locks),
    );
    const adopt = (plan: Plan, file: File) => void adopted.push({ plan, file });
    return { plans, interrupted: createInterrupted({ plans, api, adopt, now: () => NOW }) };
  }

  return Object.assign(world, {
    page,
    /** Leaves a plan behind, whose upload S3 knows. */
    leave(name: string, change: Partial<Plan> = {}): Plan {
      const key = `in/${name}`;
      const plan: Plan = {
        ...{ id: `plan of ${name}`, key, target: { connection: "c", bucket: "b", prefix: "in/" } },
        ...{ ticket: `ticket of ${name}`, kind: "multipart", partSize: 8 * MiB, partCount: 12 },
        ticketExpiresAt: new Date(NOW + 86_400_000).toISOString(),
        file: { path: name, name, size: 96 * MiB, lastModified: NOW - 1e9 },
        ...{ checksum: "CRC64NVME", handle: null, saved: NOW - 3_600_000 },
        ...change,
      };
      kept.set(plan.id, plan);
      tickets.set(plan.ticket, key);
      const begun = new Date(plan.saved).toISOString();
      uploads.set(key, { key, uploadId: `u-${name}`, begun, own: true, size: 96 * MiB, modified: null });
      return plan;
    },
  });
}
