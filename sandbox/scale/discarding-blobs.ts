import { randomUUID } from "node:crypto";
import type { Tally } from "../body/tally";
import { S3Error } from "../errors";
import { Blobs, type Written } from "../store/blobs";

/** Reads all bytes, keeps their digests and throws the bytes away. */
export class DiscardingBlobs extends Blobs {
  override async write(source: AsyncIterable<Buffer>, tally: Tally): Promise<Written> {
    for (const name of ["md5", "crc32", "crc32c", "crc64nvme"] as const) tally.take(name);
    let size = 0;
    for await (const piece of source) size += piece.length;
    const digests = {
      md5: tally.hex("md5"),
      crc32: tally.value("crc32"),
      crc32c: tally.value("crc32c"),
      crc64nvme: tally.value("crc64nvme"),
    };
    return { blob: randomUUID(), size, md5: digests.md5, digests };
  }

  override async flip(): Promise<boolean> {
    return false;
  }

  /** Refuses before the answer begins; S3's nearest case is an object whose bytes are in an archive. */
  override read(): AsyncGenerator<Buffer> {
    throw new S3Error(
      "InvalidObjectState",
      "The bytes of this object were checked and thrown away, as this bucket does with all objects.",
    );
  }
}
