import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Blobs } from "../store/blobs";

type File = { size: number; read: () => AsyncIterable<Buffer> };

/** Runs with bytes whose number nobody knows before their end: they wait on disk, and are gone afterwards. */
export async function throughDisk<T>(
  source: AsyncIterable<Buffer>,
  work: (file: File) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "sandbox-form-"));
  try {
    const blobs = new Blobs(folder);
    const { blob, size } = await blobs.write(source);
    return await work({ size, read: () => blobs.read([{ blob, size }], 0, size - 1) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
