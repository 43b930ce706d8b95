import type { Plan } from "../plan";

/** An upload of before as it is shown: a copy. */
export type InterruptedUpload = {
  id: string;
  connection: string;
  bucket: string;
  key: string;
  size: number;
  /** What S3 has already; null while that is not known. */
  sent: number | null;
  /** How its file can be read: at once, after the browser has asked, or only by being chosen again. */
  access: "granted" | "ask" | "choose";
  working: boolean;
  problem: string | null;
};

export type InterruptedSnapshot = { uploads: readonly InterruptedUpload[]; notes: readonly string[] };

export type Row = { readonly plan: Plan; view: InterruptedUpload };

export type InterruptedList = ReturnType<typeof createInterruptedList>;

/** Uploads of before, and what there is to say about those that are no more. */
export function createInterruptedList() {
  const rows = new Map<string, Row>();
  const listeners = new Set<() => void>();
  let notes: readonly string[] = [];
  let snapshot: InterruptedSnapshot | null = null;

  function changed(): void {
    snapshot = null;
    for (const listener of listeners) listener();
  }

  return {
    has: (id: string) => rows.has(id),
    all: () => rows.values(),
    /** Those of `ids` that nothing is being done with. */
    idle: (ids: readonly string[]): Row[] =>
      ids.flatMap((id) => {
        const row = rows.get(id);
        return row && !row.view.working ? [row] : [];
      }),
    /** Takes these plans for all there are; answers the rows that are new. */
    replace(plans: readonly Plan[]): Row[] {
      const ids = new Set(plans.map(({ id }) => id));
      for (const [id, { view }] of rows) if (!ids.has(id) && !view.working) rows.delete(id);
      const fresh = plans.filter(({ id }) => !rows.has(id)).map(toRow);
      for (const row of fresh) rows.set(row.plan.id, row);
      changed();
      return fresh;
    },
    show(row: Row, change: Partial<InterruptedUpload>): void {
      row.view = { ...row.view, ...change };
      changed();
    },
    remove({ plan }: Row): void {
      rows.delete(plan.id);
      changed();
    },
    note(text: string): void {
      notes = [...notes, text];
      changed();
    },
    dismiss(text: string): void {
      notes = notes.filter((one) => one !== text);
      changed();
    },
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot(): InterruptedSnapshot {
      snapshot ??= { uploads: [...rows.values()].map(({ view }) => view), notes };
      return snapshot;
    },
  };
}

function toRow(plan: Plan): Row {
  const { id, key, target, file } = plan;
  const { connection, bucket } = target;
  const access = plan.handle ? "ask" : "choose";
  const view = { id, connection, bucket, key, size: file.size, sent: null, access, working: false } as const;
  return { plan, view: { ...view, problem: null } };
}
