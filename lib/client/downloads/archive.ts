import { createBlocks } from "./blocks";
import type { Catalogue, Item } from "./catalogue";
import { createChecksum } from "./checksums";
import { base64Of } from "./crc-value";
import type { Outcome } from "./deps";
import type { FailedObject } from "./download";
import type { Run } from "./env";
import type { Output } from "./output";
import type { createPrefetch } from "./prefetch";
import type { Reader } from "./reader";
import { failedText, renamedLine } from "./report";
import { identityOf } from "./request-range";
import type { Tally } from "./tally";
import { ObjectFailure } from "./trouble";
import type { ZipEntry } from "./zip-format";
import { entryOf, type Plan, WHOLE } from "./zip-plan";
import { createZipWriter } from "./zip-writer";

type Chunk = Uint8Array<ArrayBuffer>;

export type Parts = {
  run: Run;
  catalogue: Catalogue;
  plan: Plan;
  reader: Reader;
  prefetch: ReturnType<typeof createPrefetch>;
  tally: Tally;
};

/** Writes all objects of a list as one zip. One that fails is named in the archive's own report. */
export async function writeArchive(parts: Parts, output: Output): Promise<Outcome> {
  const { catalogue, run, tally, plan } = parts;
  const blocks = createBlocks(output.write);
  const encoder = new TextEncoder();
  const failures: FailedObject[] = [];
  const reports: ZipEntry[] = [];
  const count = catalogue.count();
  const zip = createZipWriter(
    blocks.write,
    await createChecksum("CRC32"),
    (index) => reports[index - count] ?? entryOf(catalogue.item(index)),
  );
  const writer = createEntries(parts, zip);

  for (let index = 0; index < count; index++) {
    run.signal.throwIfAborted();
    const item = catalogue.item(index);
    let came = 0;
    const onBytes = (bytes: number) => {
      came += bytes;
      tally.bytes(bytes);
    };
    try {
      await (item.size > WHOLE ? writer.stream : writer.whole)(index, item, onBytes);
      tally.object();
    } catch (error) {
      if (!(error instanceof ObjectFailure)) throw error;
      failures.push({ key: item.key, reason: error.message });
      tally.failed(item.key, error.message, item.size - came);
    }
  }
  if (plan.renamed) {
    const entry = await zip.begin(count, plan.renamed);
    reports.push(plan.renamed);
    for (let index = 0; index < count; index++)
      if (catalogue.isRenamed(index)) await entry.add(encoder.encode(renamedLine(catalogue.item(index))));
    await entry.end();
  }
  if (failures.length > 0) {
    const text = encoder.encode(failedText(failures));
    const entry = { ...plan.failed, size: text.length };
    reports.push(entry);
    await zip.whole(count + reports.length - 1, entry, [text], zip.crcOf([text]));
  }
  tally.finishing();
  await zip.end();
  await blocks.flush();
  run.signal.throwIfAborted();
  return { verified: null, blob: await output.close() };
}

const DAMAGED = "What came does not fit the checksum that S3 has of it.";

/** Brings one object into the archive; what S3 knows of its CRC-32 has to fit. */
function createEntries({ reader, prefetch, run }: Parts, zip: ReturnType<typeof createZipWriter>) {
  const fits = (expected: string | null, crc: number) => expected === null || expected === base64Of(crc);
  const expectedOf = ({ checksum }: Item) => (checksum?.algorithm === "CRC32" ? checksum.value : null);
  return {
    /** Reads an object before its entry begins: one that fails leaves no trace but its line in the report. */
    async whole(index: number, item: Item, onBytes: (bytes: number) => void): Promise<void> {
      let chunks = await collect(prefetch.bytesOf(index), onBytes);
      const expected = expectedOf(item) ?? (item.size > 0 ? (prefetch.identity()?.crc32 ?? null) : null);
      let crc = zip.crcOf(chunks);
      if (!fits(expected, crc)) {
        const again = reader.read(index, identityOf(item), [0, item.size], run.signal);
        chunks = await collect(again, () => undefined);
        crc = zip.crcOf(chunks);
        if (!fits(expected, crc)) throw new ObjectFailure(DAMAGED);
      }
      await zip.whole(index, entryOf(item), chunks, crc);
    },
    /** Begins the entry with the first bytes; should they break off for good, it ends where they did. */
    async stream(index: number, item: Item, onBytes: (bytes: number) => void): Promise<void> {
      let entry: Awaited<ReturnType<typeof zip.begin>> | null = null;
      try {
        for await (const chunk of prefetch.bytesOf(index)) {
          entry ??= await zip.begin(index, entryOf(item));
          // What is written may be handed over to another thread: it is empty afterwards.
          const { length } = chunk;
          await entry.add(chunk);
          onBytes(length);
        }
      } catch (error) {
        // A broken entry is a valid one all the same, so that all after it can be read.
        if (error instanceof ObjectFailure) await entry?.end();
        throw error;
      }
      if (entry && !fits(expectedOf(item), await entry.end())) throw new ObjectFailure(DAMAGED);
    },
  };
}

async function collect(source: AsyncIterable<Chunk>, onBytes: (bytes: number) => void): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  for await (const chunk of source) {
    chunks.push(chunk);
    onBytes(chunk.length);
  }
  return chunks;
}
