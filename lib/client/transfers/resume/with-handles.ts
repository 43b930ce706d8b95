import { SINGLE_PUT_LIMIT } from "@/lib/schemas/limits";
import type { Candidate } from "../transfer";
import type { HandleAt } from "./dropped-handles";
import type { Picked } from "./file-access";

/** Gives files that are sent in parts their handles; what is sent in one request has nothing to resume. */
export async function* withHandles(
  candidates: AsyncIterable<Candidate>,
  handleAt: HandleAt,
): AsyncGenerator<Candidate, void> {
  for await (const candidate of candidates) {
    const large = "file" in candidate && candidate.file.size >= SINGLE_PUT_LIMIT;
    const handle = large ? await handleAt(candidate.path) : null;
    yield handle ? { ...candidate, handle } : candidate;
  }
}

/** The same for what a picker chose, which came with its handles. */
export function* withPickedHandles(
  candidates: Iterable<Candidate>,
  picked: readonly Picked[],
): Generator<Candidate, void> {
  const handles = new Map(picked.map(({ file, handle }) => [file, handle]));
  for (const candidate of candidates) {
    const handle = "file" in candidate ? handles.get(candidate.file) : null;
    yield handle ? { ...candidate, handle } : candidate;
  }
}
