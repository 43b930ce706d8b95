import type { BucketRef } from "@/lib/client/api";
import { visibleName } from "@/lib/client/visible-name";
import { sameBucket } from "../engine";
import type { Candidate, Target } from "../transfer";
import { accessOf, askForAll, type Picked } from "./file-access";
import { discardUpload, findUpload } from "./find-upload";
import { drop, goOn, type ResumeDeps } from "./go-on";
import { createInterruptedList, type Row } from "./interrupted-list";
import { type Listed, planOf } from "./plan-of";
import { differenceOf } from "./same-file";

export type Interrupted = ReturnType<typeof createInterrupted>;

/** S3 is asked about so many plans at a time. */
const PARALLEL = 4;
/** A page that works on an upload may end without finishing it: so often others look. */
const AGAIN_MS = 20_000;

/**
 * Uploads that a page of before left unfinished: lists them, and goes on with one once its file can be read. Those that
 * another page works on are not among them.
 */
export function createInterrupted(deps: ResumeDeps) {
  const list = createInterruptedList();
  let again: ReturnType<typeof setTimeout> | undefined;
  let markLoaded: () => void = () => undefined;
  const loaded = new Promise<void>((resolve) => {
    markLoaded = resolve;
  });

  async function load(): Promise<void> {
    clearTimeout(again);
    const { idle, busy } = await deps.plans.sorted();
    const fresh = list.replace(idle).values();
    markLoaded();
    if (busy.length > 0) again = setTimeout(() => void load(), AGAIN_MS);
    const worker = async () => {
      for (const row of fresh) await look(row);
    };
    await Promise.all(Array.from({ length: PARALLEL }, worker));
  }

  async function look(row: Row): Promise<void> {
    list.show(row, { access: await accessOf(row.plan.handle) });
    try {
      const found = await findUpload(deps.api, row.plan, deps.now());
      if (!list.has(row.plan.id) || row.view.working) return;
      if (found) list.show(row, { sent: found.sent });
      else await drop(deps, list, row);
    } catch {
      // How much is there stays unknown; going on asks again, and says what is wrong.
      return;
    }
  }

  async function open(row: Row, handle: FileSystemFileHandle, readable: boolean): Promise<void> {
    if (!readable) {
      const problem = "The browser did not allow this page to read the file. Allow it, or choose the file.";
      return list.show(row, { problem });
    }
    const file = await handle.getFile().catch(() => null);
    if (file) await goOnOrDrop(row, { file, handle });
    else list.show(row, { access: "choose", problem: "The file is no longer where it was. Choose it." });
  }

  async function goOnOrDrop(row: Row, picked: Picked): Promise<void> {
    if ((await goOn(deps, list, row, picked)) === "gone") await drop(deps, list, row);
  }

  return {
    load,
    /** Once it is known which uploads there are. */
    loaded,
    /** Goes on with those whose handles are known; to be called within a gesture, as the browser may ask. */
    async resume(ids: readonly string[]): Promise<void> {
      const rows = list.idle(ids).filter(({ plan }) => plan.handle);
      const readable = await askForAll(rows.flatMap(({ plan }) => plan.handle ?? []));
      await Promise.all(
        rows.map(async (row) => {
          const { handle } = row.plan;
          if (handle) await open(row, handle, readable.has(handle));
        }),
      );
    },
    /** Goes on with each upload whose file is among those picked. */
    async choose(ids: readonly string[], picked: readonly Picked[]): Promise<void> {
      const rows = list.idle(ids);
      const used = new Set<Picked>();
      const work = rows.flatMap((row) => {
        const { file: known } = row.plan;
        const match =
          picked.find(({ file }) => !differenceOf(known, file)) ??
          // One that has changed, or the only one for the only upload, deserves its own answer.
          picked.find(({ file }) => file.name === known.name) ??
          (rows.length === 1 && picked.length === 1 ? picked[0] : undefined);
        if (!match) return [];
        used.add(match);
        return [goOnOrDrop(row, match)];
      });
      await Promise.all(work);
      const [first, ...others] = picked.filter((one) => !used.has(one));
      if (!first) return;
      const more = others.length > 0 ? ` and ${others.length} more` : "";
      list.note(`No interrupted upload was begun with ${visibleName(first.file.name)}${more}.`);
    },
    /**
     * Whether a file that is to be uploaded belongs to an upload of before, which then goes on. `anew` runs if S3 turns
     * out to have nothing of it.
     */
    takes(candidate: Candidate, target: Target, anew: () => void): boolean {
      if (!("file" in candidate)) return false;
      const { path, file, handle } = candidate;
      for (const row of list.all()) {
        const { plan, view } = row;
        if (view.working || differenceOf(plan.file, file) || !sameBucket(plan.target, target)) continue;
        if (plan.target.prefix + plan.file.path !== target.prefix + path) continue;
        void goOn(deps, list, row, { file, handle: handle ?? null }).then((end) => {
          if (end !== "gone") return;
          list.remove(row);
          void deps.plans.forget(plan.id);
          anew();
        });
        return true;
      }
      return false;
    },
    /** The one that stands for an upload that S3 lists, or null. */
    idOf(ref: BucketRef, upload: Listed): string | null {
      const plans = [...list.all()].map(({ plan }) => plan).filter((plan) => sameBucket(plan.target, ref));
      return planOf(plans, upload)?.id ?? null;
    },
    /** Throws away what S3 has of them. */
    async discard(ids: readonly string[]): Promise<void> {
      await Promise.all(list.idle(ids).map(discard));
    },
    dismiss: list.dismiss,
    subscribe: list.subscribe,
    snapshot: list.snapshot,
  };

  async function discard(row: Row): Promise<void> {
    const { plan } = row;
    list.show(row, { working: true, problem: null });
    if (!(await deps.plans.claim(plan.id))) return list.remove(row);
    try {
      await discardUpload(deps.api, plan);
      await deps.plans.forget(plan.id);
      list.remove(row);
    } catch (error) {
      deps.plans.release(plan.id);
      list.show(row, { working: false, problem: error instanceof Error ? error.message : String(error) });
    }
  }
}
