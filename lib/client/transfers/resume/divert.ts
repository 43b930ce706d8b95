import type { Candidate } from "../transfer";

type Files = Iterable<Candidate> | AsyncIterable<Candidate>;

/** Files on their way to the engine, without those that `takes` has another way for. */
export function divert(files: Files, takes: (candidate: Candidate) => boolean): Files {
  return Symbol.asyncIterator in files ? divertAsync(files, takes) : divertSync(files, takes);
}

async function* divertAsync(files: AsyncIterable<Candidate>, takes: (candidate: Candidate) => boolean) {
  for await (const candidate of files) if (!takes(candidate)) yield candidate;
}

/** Apart, because the engine takes a list that is at hand in slices, and what comes piece by piece as it comes. */
function* divertSync(files: Iterable<Candidate>, takes: (candidate: Candidate) => boolean) {
  for (const candidate of files) if (!takes(candidate)) yield candidate;
}
