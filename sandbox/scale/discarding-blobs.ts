import { createHash, randomUUID } from "node:crypto";
import { startChecksum } from "../body/checksums";
import { S3Error } from "../errors";
import { Blobs, type Written } from "../store/blobs";

/** Reads all bytes, keeps their digests and throws the bytes away. */
export class DiscardingBlobs extends Blobs {
  override async write(source: AsyncIterable<Buffer>): Promise<Written> {
    const md5 = createHash("md5");
    const crcs = {
      crc32: startChecksum("crc32"),
      crc32c: startChecksum("crc32c"),
      crc64nvme: startChecksum("crc64nvme"),
    };
    let size = 0;
    for await (const piece of source) {
      size += piece.length;
      md5.update(piece);
      for (const crc of Object.values(crcs)) crc.update(piece);
    }
    const digests = {
      md5: md5.digest("hex"),
      crc32: crcs.crc32.digest(),
      crc32c: crcs.crc32c.digest(),
      crc64nvme: crcs.crc64nvme.digest(),
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
