import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Plan } from "../plan";

/** One database for all actors of this browser; signing out deletes every database. */
const NAME = "cooper-plans";

interface Schema extends DBSchema {
  plans: { key: [actor: string, id: string]; value: { actor: string; id: string; plan: Plan } };
}

export type PlansStore = {
  put(plan: Plan): Promise<void>;
  delete(id: string): Promise<void>;
  list(): Promise<Plan[]>;
};

/** Keeps one actor's plans in IndexedDB. Where the browser has none (private windows, a full disk), nothing is kept and nothing fails. */
export function createPlansStore(actor: string): PlansStore {
  let opening: Promise<IDBPDatabase<Schema> | null> | null = null;
  // Set when the database was deleted under this page: what an actor left behind must not come back.
  let over = false;

  function open(): Promise<IDBPDatabase<Schema> | null> {
    if (over) return Promise.resolve(null);
    opening ??= openDB<Schema>(NAME, 1, {
      upgrade: (database) => void database.createObjectStore("plans", { keyPath: ["actor", "id"] }),
      blocking(_current, _blocked, event) {
        over = true;
        (event.target as IDBDatabase | null)?.close();
      },
      terminated() {
        opening = null;
      },
    }).catch(() => null);
    return opening;
  }

  return {
    async put(plan) {
      const database = await open();
      const record = { actor, id: plan.id, plan };
      try {
        await database?.put("plans", record);
      } catch {
        // A handle that cannot be kept costs one click more later; a full disk costs the plan.
        await database?.put("plans", { ...record, plan: { ...plan, handle: null } }).catch(() => undefined);
      }
    },
    async delete(id) {
      const database = await open();
      await database?.delete("plans", [actor, id]).catch(() => undefined);
    },
    async list() {
      const database = await open();
      const mine = () => IDBKeyRange.bound([actor], [actor, []]);
      const records = (await database?.getAll("plans", mine()).catch(() => [])) ?? [];
      return records.map(({ plan }) => plan).sort((a, b) => a.saved - b.saved);
    },
  };
}
