import { SINGLE_PUT_LIMIT } from "@/lib/schemas/limits";
import type { Candidate } from "../transfer";
import type { HandleAt } from "./dropped-handles";

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
