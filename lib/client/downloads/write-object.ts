import { hexToBase64 } from "@/lib/client/transfers/crc64";
import { createBlocks } from "./blocks";
import type { Catalogue, Item } from "./catalogue";
import { type ChecksumName, createChecksum } from "./checksums";
import { toBase64 } from "./crc-value";
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
    const name = item.checksum?.algorithm ?? (isMd5(item.etag) ? "MD5" : null);
    // Other checksums than CRC64NVME are made in one go: then the ranges are put in order first.
    const inOrder = item.size <= PART.LEAST || (name !== null && name !== "CRC64NVME");
    const value = await (inOrder ? writeInOrder(writing, name) : writeInRanges(writing));
    const verified = compare(item, value);
    parts.run.signal.throwIfAborted();
    on.written();
    await onDisk(() => file.close());
    return verified;
  } catch (error) {
    await file.abort(error).catch(() => undefined);
    throw error;
  }
}

/** Answers the checksum of that name in base64. */
async function writeInOrder(
  { parts, index, item, write, onBytes }: Writing,
  name: ChecksumName | null,
): Promise<string | null> {
  const { reader, catalogue, pace, gate, run } = parts;
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
  return checksum && toBase64(checksum.digest());
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

function compare(item: Item, value: string | null): Verified {
  if (value === null) return null;
  // An encrypted object's ETag may look like an MD5 and be none: another value says nothing.
  if (!item.checksum) return value === hexToBase64(bare(item.etag)) ? "MD5" : null;
  if (value !== item.checksum.value)
    throw new ObjectFailure("What came does not fit the checksum that S3 has of it.");
  return item.checksum.algorithm;
}

const bare = (etag: string) => etag.replaceAll('"', "");
const isMd5 = (etag: string) => /^[0-9a-f]{32}$/.test(bare(etag));
