import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { spooled } from "./spool";

const MiB = 1024 ** 2;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sandbox-spool-"));
  for (const name of ["TMPDIR", "TEMP", "TMP"]) vi.stubEnv(name, folder);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function* pieces(count: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < count; at++) yield Buffer.alloc(MiB / 4, `piece ${at} `);
}

async function whole(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const read: Buffer[] = [];
  for await (const piece of source) read.push(piece);
  return Buffer.concat(read);
}

test.each([
  [0, "memory"],
  [4, "memory"],
  [5, "a file"],
  [12, "a file"],
])("%s quarters of a MiB wait in %s, and nothing is left behind", async (count, where) => {
  const size = await spooled(pieces(count), async (file) => {
    expect(await readdir(folder)).toHaveLength(where === "memory" ? 0 : 1);
    expect((await whole(file.read())).equals(await whole(pieces(count)))).toBe(true);
    return file.size;
  });
  expect(size).toBe((count * MiB) / 4);
  expect(await readdir(folder)).toEqual([]);
});

test("a source that breaks leaves nothing behind", async () => {
  async function* broken() {
    yield* pieces(6);
    throw new Error("broken");
  }
  await expect(spooled(broken(), async () => undefined)).rejects.toThrow("broken");
  expect(await readdir(folder)).toEqual([]);
});
