import { createBlocks } from "./blocks";
import type { Catalogue, Item } from "./catalogue";
import { createChecksum } from "./checksums";
import { toBase64, toHex } from "./crc-value";
import type { Outcome } from "./deps";
import type { Run } from "./env";
import type { Gate } from "./gate";
import { onDisk } from "./output";
import type { Pace } from "./pace";
import { createPrefetch, PIECE } from "./prefetch";
import type { Reader } from "./reader";
import { identityOf } from "./request-range";
import { ObjectFailure } from "./trouble";
import { PART, writeInRanges } from "./write-in-ranges";

export type ObjectParts = { run: Run; catalogue: Catalogue; reader: Reader; pace: Pace; gate: Gate };

type Verified = Outcome["verified"];

export type Writing = {
  parts: ObjectParts;
  index: number;
  item: Item;
  write(position: number, data: Uint8Array<ArrayBuffer>): Promise<void>;
  onBytes(count: number): void;
};

/**
 * Writes one object into a file: a large one in parallel ranges, each at its own place. Nothing appears on the disk unless
 * all of it came, and fits the checksum that S3 has of it, where it has one.
 */
export async function writeObject(
  parts: ObjectParts,
  index: number,
  handle: FileSystemFileHandle,
  on: { bytes(count: number): void; written(): void },
): Promise<Verified> {
  const item = parts.catalogue.item(index);
  const file = await onDisk(() => handle.createWritable());
  const writing: Writing = {
    parts,
    index,
    item,
    write: (position, data) => onDisk(() => file.write({ type: "write", position, data })),
    onBytes: on.bytes,
  };
  try {
    // MD5 knows no order but one: it is made while the ranges are put in order.
    const inOrder = item.size <= PART.LEAST || (!item.checksum && isMd5(item.etag));
    const digest = await (inOrder ? writeInOrder(writing) : writeInRanges(writing));
    const verified = compare(item, digest);
    parts.run.signal.throwIfAborted();
    on.written();
    await onDisk(() => file.close());
    return verified;
  } catch (error) {
    await file.abort(error).catch(() => undefined);
    throw error;
  }
}

async function writeInOrder({ parts, index, item, write, onBytes }: Writing): Promise<Uint8Array | null> {
  const { reader, catalogue, pace, gate, run } = parts;
  const name = item.checksum?.algorithm ?? (isMd5(item.etag) ? "MD5" : null);
  const checksum = name && (await createChecksum(name));
  let position = 0;
  const blocks = createBlocks(async (bytes) => {
    const at = position;
    position += bytes.length;
    await write(at, bytes);
  });
  const alone = item.size > PIECE && catalogue.count() === 1;
  const bytes = alone
    ? createPrefetch({ reader, catalogue, pace, gate }, run.signal).bytesOf(index)
    : one(parts, index, item);
  for await (const chunk of bytes) {
    checksum?.update(chunk);
    await blocks.write(chunk);
    onBytes(chunk.length);
  }
  await blocks.flush();
  return checksum?.digest() ?? null;
}

/** In one request, among those of other objects. */
async function* one({ reader, pace, run }: ObjectParts, index: number, item: Item) {
  if (item.size === 0) return;
  const release = await pace.acquire(item.size, run.signal);
  try {
    yield* reader.read(index, identityOf(item), [0, item.size], run.signal);
  } finally {
    release();
  }
}

function compare(item: Item, digest: Uint8Array | null): Verified {
  if (!digest) return null;
  // An encrypted object's ETag may look like an MD5 and be none: another value says nothing.
  if (!item.checksum) return toHex(digest) === bare(item.etag) ? "MD5" : null;
  if (toBase64(digest) !== item.checksum.value)
    throw new ObjectFailure("What came does not fit the checksum that S3 has of it.");
  return item.checksum.algorithm;
}

const bare = (etag: string) => etag.replaceAll('"', "");
const isMd5 = (etag: string) => /^[0-9a-f]{32}$/.test(bare(etag));
