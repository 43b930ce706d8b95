/** What some bytes hash to. */
export type Digest = {
  /** CRC64NVME. */
  crc: bigint;
  /** In hexadecimal, where it was asked for. */
  md5: string | null;
};

/** Hashes pieces of files away from the page. Rejects where that cannot be done: the upload goes on unverified. */
export type Hasher = {
  digest(blob: Blob, wants: { md5: boolean }): Promise<Digest>;
};
