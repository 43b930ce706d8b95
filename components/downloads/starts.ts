import type { BucketRef } from "@/lib/client/api";
import { type Choice, nameOf, sourcesOf } from "@/lib/client/download-sources";
import { chooseSink } from "@/lib/client/downloads/choose-sink";
import type { Downloads } from "@/lib/client/downloads/downloads";
import { chooseDirectory, chooseFile } from "@/lib/client/downloads/file-pickers";
import { safeName } from "@/lib/client/downloads/safe-name";
import { lastSegment } from "@/lib/keys";
import type { S3Object } from "@/lib/schemas/objects";

/** An archive that only memory can hold here; whoever wants it hears of the limit first. */
export type Capped = { name: string; limit: number; known: number | null; begin: () => void };

/** The ways to begin a download of many objects, or of one by many connections. Each opens a picker first, where there is one. */
export type Starts = {
  zip: (at: BucketRef, choice: Choice) => Promise<void>;
  folder: (at: BucketRef, choice: Choice) => Promise<void>;
  file: (at: BucketRef, object: S3Object) => Promise<void>;
};

export function startsOf(downloads: Downloads, ask: (capped: Capped) => void): Starts {
  return {
    async zip(at, choice) {
      const name = `${nameOf(at, choice)}.zip`;
      const sink = await chooseSink(name);
      if (!sink) return;
      const shown = sink.to === "file" ? sink.handle.name : name;
      const begin = () => void downloads.archive(at, sourcesOf(at, choice), shown, sink);
      if (sink.to === "memory") ask({ name, limit: sink.limit, known: knownSize(choice), begin });
      else begin();
    },
    async folder(at, choice) {
      const directory = await chooseDirectory();
      if (directory) downloads.folder(at, sourcesOf(at, choice), directory);
    },
    async file(at, { key, size, etag, modified }) {
      const path = safeName(lastSegment(key));
      const handle = await chooseFile(path);
      if (handle) downloads.file(at, { key, path: handle.name, size, etag, modified }, handle);
    },
  };
}

/** Null where prefixes are among it, which are only listed later. */
function knownSize({ entries }: Choice): number | null {
  let sum = 0;
  for (const entry of entries) {
    if (entry.kind === "prefix") return null;
    sum += entry.object.size;
  }
  return sum;
}
