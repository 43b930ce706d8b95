import { type ChecksumName, startDigest } from "../body/checksums";
import { combineCrcs, isCrcName } from "../body/combine";
import { S3Error } from "../errors";
import type { Blobs } from "../store/blobs";
import type { PartRecord } from "../store/uploads";

/**
 * The checksum of an object over all bytes of its parts, from those of the parts; only a part that an earlier version kept
 * without one is read again. S3 has it for CRCs alone ("Checking object integrity", full object checksums).
 */
export async function wholeChecksum(
  name: ChecksumName,
  parts: readonly PartRecord[],
  blobs: Blobs,
): Promise<string> {
  if (!isCrcName(name))
    throw new S3Error(
      "InvalidRequest",
      `The FULL_OBJECT checksum type cannot be used with the ${name} checksum algorithm.`,
    );
  const pieces: { value: string; size: number }[] = [];
  for (const { checksum, segment, size } of parts) {
    const known = checksum?.name === name ? checksum.value : undefined;
    const running = startDigest(name);
    if (known === undefined)
      for await (const piece of blobs.read([segment], 0, size - 1)) running.update(piece);
    pieces.push({ value: known ?? running.digest(), size });
  }
  return combineCrcs(name, pieces);
}
