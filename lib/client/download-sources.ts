import { isFolderPrefix, lastSegment } from "@/lib/keys";
import type { ScanEvent } from "@/lib/schemas/downloads";
import type { S3Object } from "@/lib/schemas/objects";
import { type BucketRef, scanObjects } from "./api";
import type { Source } from "./downloads/download";
import { safeName } from "./downloads/safe-name";
import { compareKeys, type Entry } from "./entries";
import { isPassing, retryDelay } from "./failure";

/** For how long Cooper or the store may be away while a list is read, in milliseconds. */
const PATIENCE_MS = 10 * 60_000;

type Scan = (prefix: string, after: string | undefined) => AsyncGenerator<ScanEvent, void>;
type Means = { scan: Scan; sleep: (ms: number) => Promise<void>; now: () => number };

const means = (at: BucketRef): Means => ({
  scan: (prefix, after) => scanObjects(at, after === undefined ? { prefix } : { prefix, after }),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  now: () => performance.now(),
});

/** What to download of one folder: some of its rows, or, named by its own prefix, all of it. */
export type Choice = {
  entries: readonly (
    | Pick<Extract<Entry, { kind: "prefix" }>, "kind" | "key">
    | Extract<Entry, { kind: "object" }>
  )[];
  /** Names in the archive begin behind it. */
  base: string;
};

/** Every object that a choice stands for: those in sight as they are known, those below prefixes as they are listed. */
export async function* sourcesOf(
  at: BucketRef,
  { entries, base }: Choice,
  use = means(at),
): AsyncGenerator<Source> {
  for (const entry of entries) {
    if (entry.kind === "object") yield toSource(entry.object, base);
    else for await (const object of allBelow(entry.key, use)) yield toSource(object, base);
  }
}

/** Goes on behind the last object where the list breaks off, as long as that can be a matter of time. */
async function* allBelow(prefix: string, { scan, sleep, now }: Means): AsyncGenerator<S3Object> {
  let last: string | undefined;
  let failures = 0;
  let since = now();
  for (;;) {
    try {
      for await (const event of scan(prefix, last)) {
        // A store that knows no StartAfter begins anew.
        if (event.type !== "object" || (last !== undefined && compareKeys(event.key, last) <= 0)) continue;
        last = event.key;
        failures = 0;
        yield event;
        since = now();
      }
      return;
    } catch (error) {
      if (!isPassing(error) || now() - since > PATIENCE_MS) throw error;
      await sleep(retryDelay(failures, error));
      failures += 1;
    }
  }
}

function toSource({ key, size, etag, modified }: S3Object, base: string): Source {
  // The marker of the very folder that one looks at.
  const path = key === base ? lastSegment(key) : key.slice(base.length);
  return { key, path, size, etag, modified };
}

/** What the files of a choice are called together: the one folder's name, else that of the open folder or bucket. */
export function nameOf({ bucket }: BucketRef, { entries, base }: Choice): string {
  const [only] = entries;
  const folder = entries.length === 1 && only && isFolderPrefix(only.key) ? only.key : base;
  const name = lastSegment(folder).replace(/\/$/, "");
  return /^\.{0,2}$/.test(name) ? bucket : safeName(name);
}
