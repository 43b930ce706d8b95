import type { Catalogue } from "./catalogue";
import type { Host, Progress } from "./deps";
import type { Env } from "./env";
import { NOTHING } from "./job";

/** Often enough for a bar that moves, seldom enough to cost nothing. */
const EVERY_MS = 100;

export type Tally = ReturnType<typeof createTally>;

/** Counts what has come, and tells the page a few times a second. */
export function createTally({ clock }: Pick<Env, "clock">, host: Host, catalogue: Catalogue) {
  const progress: Progress = { ...NOTHING };
  let told = Number.NEGATIVE_INFINITY;
  let missing = 0;

  function tell(now = false): void {
    const at = clock.now();
    if (!now && at - told < EVERY_MS) return;
    told = at;
    progress.size = catalogue.bytes() - missing;
    progress.objects = catalogue.count();
    progress.renamed = catalogue.renamed();
    host.progress({ ...progress });
  }

  return {
    tell,
    listed(): void {
      progress.listed = true;
      tell(true);
    },
    bytes(count: number): void {
      progress.received += count;
      tell();
    },
    object(): void {
      progress.objectsDone++;
      tell();
    },
    /** It was there already: its bytes do not have to come. */
    skipped(size: number): void {
      progress.skipped++;
      missing += size;
      tell();
    },
    /** It came in a run before this one. */
    kept(size: number): void {
      progress.objectsDone++;
      missing += size;
      tell();
    },
    /** Its bytes that came before stay counted unless they were thrown away. */
    failed(key: string, reason: string, lacking: number): void {
      progress.failed++;
      missing += lacking;
      host.failed([{ key, reason }]);
      tell();
    },
    note(text: string | null): void {
      if (progress.note === text) return;
      progress.note = text;
      tell(true);
    },
    finishing(): void {
      progress.finishing = true;
      tell(true);
    },
  };
}
