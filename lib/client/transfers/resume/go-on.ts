import { isPassing } from "@/lib/client/failure";
import { formatBytes } from "@/lib/client/format";
import { visibleName } from "@/lib/client/visible-name";
import { lastSegment } from "@/lib/keys";
import type { TransferApi } from "../deps";
import type { Plan } from "../plan";
import type { Picked } from "./file-access";
import { findUpload, type ResumeApi } from "./find-upload";
import type { InterruptedList, Row } from "./interrupted-list";
import type { KeptPlans } from "./kept-plans";
import { differenceOf } from "./same-file";

export type ResumeDeps = {
  plans: KeptPlans;
  api: ResumeApi & Pick<TransferApi, "findObject">;
  /** Hands the upload to the engine. */
  adopt(plan: Plan, file: File): void;
  now(): number;
};

/** Goes on with an upload of before, if it is still there and the file is the one it was begun with; `gone` is the caller's to tell. */
export async function goOn(
  deps: ResumeDeps,
  list: InterruptedList,
  row: Row,
  { file, handle }: Picked,
): Promise<"adopted" | "gone" | "refused"> {
  const { plan } = row;
  const problem = differenceOf(plan.file, file);
  if (problem) {
    list.show(row, { problem });
    return "refused";
  }
  list.show(row, { working: true, problem: null });
  if (!(await deps.plans.claim(plan.id))) {
    list.remove(row);
    list.note(`${nameOf(plan)} is being uploaded in another window.`);
    return "refused";
  }
  try {
    const found = await findUpload(deps.api, plan, deps.now()).catch((error: unknown) => {
      if (!isPassing(error)) throw error;
      // While Cooper is away, the engine waits for it.
      return { plan };
    });
    if (!found) return "gone";
    list.remove(row);
    const renewed = { ...found.plan, handle: handle ?? plan.handle };
    await deps.plans.save(renewed);
    deps.adopt(renewed, file);
    return "adopted";
  } catch (error) {
    deps.plans.release(plan.id);
    list.show(row, { working: false, problem: error instanceof Error ? error.message : String(error) });
    return "refused";
  }
}

/** S3 may write an object's time by a clock that is behind this browser's. */
const SKEW_MS = 5 * 60_000;

/** Forgets an upload that S3 no longer has, and says so: it was thrown away, or completed while nobody heard the answer. */
export async function drop(deps: ResumeDeps, list: InterruptedList, row: Row): Promise<void> {
  const { key, target, file, saved, id } = row.plan;
  list.remove(row);
  const stored = await deps.api.findObject(target, key).catch(() => null);
  const arrived = stored?.size === file.size && stored.modified.getTime() > saved - SKEW_MS;
  await deps.plans.forget(id);
  const name = nameOf(row.plan);
  list.note(
    arrived
      ? `${name} is complete: it had arrived before the page was closed.`
      : `S3 no longer has what was sent of ${name} (${formatBytes(file.size)}). Upload it again.`,
  );
}

const nameOf = ({ key }: Plan) => visibleName(lastSegment(key));
