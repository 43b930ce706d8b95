import type { Engine } from "./engine";
import type { Job } from "./job";
import type { Choice } from "./transfer";

/** `free`: nothing stands under the name any more. `ask`: what was chosen cannot be weighed. */
type Weighed =
  | { to: "skip"; why: string }
  | { to: "replace"; ifMatch: string | null }
  | { to: "rename" }
  | { to: "free" }
  | { to: "ask" };

const TAKEN = "Something of this name was there already";

/**
 * What a choice comes to for one file. Who replaces by comparison replaces only what was compared: its ETag becomes the
 * condition, so that a change in between overwrites nothing.
 */
export async function weigh({ lookUp }: Engine, job: Job, choice: Choice): Promise<Weighed> {
  if (choice === "skip") return { to: "skip", why: TAKEN };
  if (choice === "keep-both") return { to: "rename" };
  if (choice === "replace") return { to: "replace", ifMatch: null };
  const theirs = await lookUp(job.target, job.key);
  if (theirs === "absent") return { to: "free" };
  if (theirs === "unknown" || !job.file) return { to: "ask" };
  if (choice === "replace-if-size-differs")
    return theirs.size === job.size
      ? { to: "skip", why: `${TAKEN}, of the same size` }
      : { to: "replace", ifMatch: theirs.etag };
  return job.file.lastModified > theirs.modified.getTime()
    ? { to: "replace", ifMatch: theirs.etag }
    : { to: "skip", why: `${TAKEN}, stored after this file was changed` };
}
