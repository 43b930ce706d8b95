/** What some bytes hash to. */
export type Digest = {
  /** CRC64NVME. */
  crc: bigint;
  /** In hexadecimal, where it was asked for. */
  md5: string | null;
  /** What was hashed, where it was asked for: small files are read once, and sent as they were hashed. */
  bytes?: ArrayBuffer;
};

type Wants = { md5: boolean; bytes?: boolean };

/** Hashes pieces of files away from the page. Rejects where that cannot be done: the upload goes on unverified. */
export type Hasher = {
  digest(blob: Blob, wants: Wants): Promise<Digest>;
};
