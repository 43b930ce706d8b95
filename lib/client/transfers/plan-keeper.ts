import type { Deps } from "./deps";
import type { Begun, Job } from "./job";
import type { Log } from "./log";
import type { Plan } from "./plan";

/** Remembers multipart uploads for after a reload. What fails here costs that, and nothing else. */
export function createPlanKeeper({ plans }: Pick<Deps, "plans">, log: Log) {
  function quietly(what: string, work: Promise<void> | undefined): void {
    work?.catch((error: unknown) =>
      log.add(null, `${what}: ${error instanceof Error ? error.message : String(error)}`),
    );
  }

  function planOf({ target, key, path, file, handle }: Job, begun: Begun): Plan | null {
    if (!file || begun.kind !== "multipart") return null;
    const { planId: id, saved, foreign, ticket, ticketExpiresAt } = begun;
    const { kind, partSize, partCount, checksum } = begun;
    const { name, size, lastModified } = file;
    return {
      ...{ id, saved, foreign, ticket, ticketExpiresAt, kind, partSize, partCount, checksum },
      ...{ target, key, handle },
      file: { path, name, size, lastModified },
    };
  }

  return {
    planOf,
    keep(job: Job, begun: Begun): void {
      const plan = planOf(job, begun);
      if (plan) quietly("An upload could not be remembered for later", plans?.save(plan));
    },
    forget(begun: Begun): void {
      if (begun.kind !== "multipart") return;
      quietly("An upload that ended could not be forgotten", plans?.forget(begun.planId));
    },
  };
}

export type PlanKeeper = ReturnType<typeof createPlanKeeper>;
