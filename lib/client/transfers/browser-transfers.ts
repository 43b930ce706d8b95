import type { BucketRef } from "@/lib/client/api";
import * as api from "@/lib/client/api";
import type { UnfinishedUpload } from "@/lib/schemas/unfinished-uploads";
import { browserDeps } from "./browser";
import type { Deps } from "./deps";
import { sameBucket } from "./engine";
import { divert } from "./resume/divert";
import type { Picked } from "./resume/file-access";
import { createInterrupted, type Interrupted } from "./resume/interrupted";
import { createKeptPlans } from "./resume/kept-plans";
import { resumeListed } from "./resume/resume-listed";
import { createTransfers, type Transfers } from "./transfers";

/** Uploads of before: those that this browser knows of, and those that S3 lists. */
export type Resumption = Interrupted & {
  /** Answers why it cannot be gone on with, or null once it is. */
  resumeListed(ref: BucketRef, upload: UnfinishedUpload, picked: Picked): Promise<string | null>;
  /** The keys in a bucket that some page of this browser is uploading to. */
  busyKeys(ref: BucketRef): Promise<Set<string>>;
};

/** A browser whose storage hangs must not keep files from being sent. */
const MEMORY_MS = 2000;

/** The engine in a real browser, with a memory of the actor's uploads of before. */
export function createBrowserTransfers(
  actor: string | null,
  onStored: NonNullable<Deps["onStored"]>,
): { transfers: Transfers; resumption: Resumption } {
  const plans = createKeptPlans(actor);
  const deps = { ...browserDeps(onStored), plans };
  const engine = createTransfers(deps);
  const resuming = {
    plans,
    api: { ...api, findObject: deps.api.findObject },
    adopt: (plan: Parameters<Transfers["adopt"]>[0], file: File) => void engine.adopt(plan, file),
    now: Date.now,
  };
  const interrupted = createInterrupted(resuming);
  return {
    transfers: {
      ...engine,
      add(files, target) {
        const known = divert(files, (candidate) =>
          interrupted.takes(candidate, target, () => engine.add([candidate], target)),
        );
        const late = new Promise((resolve) => setTimeout(resolve, MEMORY_MS));
        void Promise.race([interrupted.loaded, late]).then(() => engine.add(known, target));
      },
    },
    resumption: {
      ...interrupted,
      resumeListed: (ref, upload, picked) =>
        resumeListed({ ...resuming, hasher: deps.hasher }, ref, upload, picked),
      async busyKeys(ref) {
        const { busy } = await plans.sorted();
        return new Set(busy.flatMap(({ target, key }) => (sameBucket(target, ref) ? [key] : [])));
      },
    },
  };
}
