import "server-only";
import type { HeadObjectCommandOutput } from "@aws-sdk/client-s3";

type Told = Pick<
  HeadObjectCommandOutput,
  | "ChecksumType"
  | "ChecksumCRC32"
  | "ChecksumCRC32C"
  | "ChecksumCRC64NVME"
  | "ChecksumSHA1"
  | "ChecksumSHA256"
>;

/** Of the whole object only: the checksum of a list of parts' checksums says nothing to a reader. */
export function checksumsOf(answer: Told): Record<string, string> {
  if (answer.ChecksumType === "COMPOSITE") return {};
  const { ChecksumCRC32: CRC32, ChecksumCRC32C: CRC32C, ChecksumCRC64NVME: CRC64NVME } = answer;
  const all = { CRC32, CRC32C, CRC64NVME, SHA1: answer.ChecksumSHA1, SHA256: answer.ChecksumSHA256 };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
