import { SINGLE_PUT_LIMIT } from "@/lib/schemas/limits";
import type { Checksum, CompletedUpload, UploadFile } from "@/lib/schemas/uploads";
import { combine, hexToBytes, toBase64 } from "./crc64";
import type { Digest } from "./digest";
import type { Engine } from "./engine";
import { type Begun, type Job, partRange } from "./job";
import { assertReadable } from "./line-broke";

/** Up to here a file's bytes wait in memory from when they were hashed until they are sent; the queue bounds how many do. */
const KEPT_BYTES = 1024 * 1024;

const ALGORITHM = "CRC64NVME";

/** Hashes a small file before it is begun: its checksum is signed into the one request that sends it. */
export async function digestSmall({ deps, trust, log }: Engine, job: Job): Promise<void> {
  if (!deps.hasher || !job.file || job.size >= SINGLE_PUT_LIMIT || job.digest) return;
  try {
    const bytes = job.size <= KEPT_BYTES;
    const digest = await deps.hasher.digest(job.file, { md5: !trust.verifies(job.target), bytes });
    job.digest = { crc: digest.crc, md5: digest.md5 };
    job.bytes = digest.bytes ?? null;
  } catch (error) {
    await assertReadable(job);
    log.add(job.key, `not hashed, and so not verified: ${error instanceof Error ? error.message : error}`);
  }
}

/** What is promised at the beginning: for one PUT the checksum itself, for parts that one will come. */
export function promise(hashes: boolean, job: Job): Pick<UploadFile, "checksum"> {
  if (job.digest) return { checksum: { algorithm: ALGORITHM, value: toBase64(job.digest.crc) } };
  return hashes && job.size >= SINGLE_PUT_LIMIT ? { checksum: { algorithm: ALGORITHM } } : {};
}

/** What a part on the disk hashes to; read once, however often it is sent. Null where this browser cannot tell. */
export async function digestPart(
  { deps, log }: Engine,
  job: Job,
  begun: Begun,
  number: number,
  md5: boolean,
): Promise<Digest | null> {
  const known = begun.digests.get(number);
  if (known && (known.md5 !== null || !md5)) return known;
  if (!deps.hasher || !job.file) return null;
  const { start, end } = partRange(job, begun, number);
  try {
    const digest = await deps.hasher.digest(job.file.slice(start, end), { md5 });
    begun.digests.set(number, digest);
    return digest;
  } catch (error) {
    await assertReadable(job);
    log.add(job.key, `part ${number} could not be hashed: ${error instanceof Error ? error.message : error}`);
    return null;
  }
}

/** Of all parts together, where the store wants it and every part was hashed. */
export function checksumOf(job: Job, begun: Begun): Checksum | null {
  if (begun.checksum !== ALGORITHM || begun.digests.size < begun.partCount) return null;
  const pieces: { crc: bigint; size: number }[] = [];
  for (let number = 1; number <= begun.partCount; number++) {
    const digest = begun.digests.get(number);
    if (!digest) return null;
    const { start, end } = partRange(job, begun, number);
    pieces.push({ crc: digest.crc, size: end - start });
  }
  return { algorithm: ALGORITHM, value: toBase64(combine(pieces)) };
}

/** By what the stored object is known to be the file: the store's word, or its ETag made of ETags that were all compared. */
export async function verifiedBy(
  { deps }: Engine,
  begun: Begun,
  { verified, etag }: CompletedUpload,
): Promise<string | null> {
  if (verified !== null) return verified;
  if (begun.checked.size < begun.partCount) return null;
  const md5s: string[] = [];
  for (let number = 1; number <= begun.partCount; number++) md5s.push(begun.digests.get(number)?.md5 ?? "");
  const stored = etag.replaceAll('"', "").toLowerCase();
  if (begun.kind === "single") return stored === md5s[0] ? "MD5" : null;
  const all = new Blob([hexToBytes(md5s.join(""))]);
  const whole = await deps.hasher?.digest(all, { md5: true }).catch(() => null);
  return whole?.md5 && stored === `${whole.md5}-${begun.partCount}` ? "MD5" : null;
}
