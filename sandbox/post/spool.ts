import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Tally } from "../body/tally";
import { Blobs } from "../store/blobs";

/** As much may wait in memory: making a file and taking it away again costs more than all the rest of a small form. */
const MAX_HELD = 1024 ** 2;

type File = { size: number; read: () => AsyncIterable<Buffer> };

async function* ahead(held: readonly Buffer[], rest?: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield* held;
  for (let step = await rest?.next(); step && !step.done; step = await rest?.next()) yield step.value;
}

async function throughDisk<T>(source: AsyncIterable<Buffer>, work: (file: File) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "sandbox-form-"));
  try {
    const blobs = new Blobs(folder);
    const tally = new Tally();
    const { blob, size } = await blobs.write(tally.over(source), tally);
    return await work({ size, read: () => blobs.read([{ blob, size }], 0, size - 1) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs with bytes whose number nobody knows before their end: few wait in memory, many on disk until it is done. */
export async function spooled<T>(
  source: AsyncIterable<Buffer>,
  work: (file: File) => Promise<T>,
): Promise<T> {
  const rest = source[Symbol.asyncIterator]();
  const held: Buffer[] = [];
  let size = 0;
  for (let step = await rest.next(); !step.done; step = await rest.next()) {
    held.push(step.value);
    size += step.value.length;
    if (size > MAX_HELD) return await throughDisk(ahead(held, rest), work);
  }
  return await work({ size, read: () => ahead(held) });
}
