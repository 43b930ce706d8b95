import type { Deps } from "./deps";
import type { Begun, Job } from "./job";
import type { Log } from "./log";

/** Remembers multipart uploads for after a reload. What fails here costs that, and nothing else. */
export function createPlanKeeper({ plans, clock }: Pick<Deps, "plans" | "clock">, log: Log) {
  function quietly(what: string, work: Promise<void> | undefined): void {
    work?.catch((error: unknown) =>
      log.add(null, `${what}: ${error instanceof Error ? error.message : String(error)}`),
    );
  }

  return {
    keep({ target, key, path, file, handle }: Job, begun: Begun): void {
      if (!file || begun.kind !== "multipart") return;
      const { planId: id, ticket, ticketExpiresAt, kind, partSize, partCount, checksum } = begun;
      const { name, size, lastModified } = file;
      quietly(
        "An upload could not be remembered for later",
        plans?.save({
          id,
          ticket,
          ticketExpiresAt,
          kind,
          partSize,
          partCount,
          checksum,
          target,
          key,
          file: { path, name, size, lastModified },
          handle,
          saved: clock.now(),
        }),
      );
    },
    forget(begun: Begun): void {
      if (begun.kind !== "multipart") return;
      quietly("An upload that ended could not be forgotten", plans?.forget(begun.planId));
    },
  };
}

export type PlanKeeper = ReturnType<typeof createPlanKeeper>;
