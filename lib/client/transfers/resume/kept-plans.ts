import type { Plan, Plans } from "../plan";
import { type Claims, createClaims } from "./claims";
import { createPlansStore, type PlansStore } from "./plans-store";

/** The plans of one actor, and which of them some page works on. */
export type KeptPlans = Plans & {
  claim(id: string): Promise<boolean>;
  release(id: string): void;
  /** Of all plans: those that no page works on, and those that one does. */
  sorted(): Promise<{ idle: Plan[]; busy: Plan[] }>;
};

/** Nothing here rejects: an upload goes on without its plan. Nobody's plans are not kept. */
export function createKeptPlans(
  actor: string | null,
  store: PlansStore | null = actor === null ? null : createPlansStore(actor),
  claims: Claims = createClaims(),
): KeptPlans {
  const claim = (id: string) => claims.claim(id).catch(() => true);
  return {
    claim,
    release: claims.release,
    async save(plan) {
      if (!store) return;
      await claim(plan.id);
      await store.put(plan);
    },
    async forget(id) {
      if (!store) return;
      await store.delete(id);
      claims.release(id);
    },
    all: async () => (await store?.list()) ?? [],
    async sorted() {
      if (!store) return { idle: [], busy: [] };
      const plans = await store.list();
      const taken = await claims.taken(plans.map(({ id }) => id)).catch(() => new Set<string>());
      return {
        idle: plans.filter(({ id }) => !taken.has(id)),
        busy: plans.filter(({ id }) => taken.has(id)),
      };
    },
  };
}
