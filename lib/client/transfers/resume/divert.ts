import type { Candidate, Target } from "../transfer";
import type { Interrupted } from "./interrupted";

type Files = Iterable<Candidate> | AsyncIterable<Candidate>;

/** Files on their way to the engine, without those that go on with an upload of before. */
export async function* divert(
  files: Files,
  target: Target,
  interrupted: Pick<Interrupted, "loaded" | "takes">,
  addAnew: (candidate: Candidate) => void,
): AsyncGenerator<Candidate, void> {
  await interrupted.loaded;
  for await (const candidate of files)
    if (!interrupted.takes(candidate, target, () => addAnew(candidate))) yield candidate;
}
