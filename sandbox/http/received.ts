import { createHash, type Hash } from "node:crypto";
import { IncomingMessage } from "node:http";

/** A request that counts the bytes of its body as they come off the wire, whether or not anyone reads them. */
export class ReceivedRequest extends IncomingMessage {
  received = 0;
  /** What of the body reached S3 as content, without the framing of aws-chunked. */
  decoded = 0;
  #hash: Hash | null = null;

  /** Must be asked for before the first byte of the body. */
  hashBody(): void {
    this.#hash = createHash("sha256");
  }

  /** Of the body as it came; can be asked once. */
  takeHash(): string | null {
    const hex = this.#hash?.digest("hex") ?? null;
    this.#hash = null;
    return hex;
  }

  /** Takes what nobody will read off the wire, for the next request on it comes behind; what comes is counted. */
  drain(): void {
    if (this.readableEnded) return;
    const readOn = () => {
      while (this.read() !== null);
    };
    this.on("readable", readOn);
    readOn();
  }

  override push(piece: Buffer | null, encoding?: BufferEncoding): boolean {
    if (piece !== null) {
      this.received += piece.length;
      this.#hash?.update(piece);
    }
    return super.push(piece, encoding);
  }
}
