import { S3Error } from "../errors";

/** "The form data and boundaries (excluding the contents of the file) cannot exceed 20KB." */
const MAX_BEFORE_FILE = 20 * 1024;

/** Bytes that are no text are refused, never replaced. */
const UTF8 = new TextDecoder("utf-8", { fatal: true });

export type PartHead = { name: string; filename: string | null };

function malformed(): S3Error {
  return new S3Error("MalformedPOSTRequest");
}

/** The boundary that a form's Content-Type names (RFC 2046, 5.1.1). */
export function boundaryOf(contentType: string): string {
  const match = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))\s*(?:;|$)/i.exec(contentType);
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined || !/^[0-9A-Za-z'()+_,./:=? -]*[0-9A-Za-z'()+_,./:=?-]$/.test(boundary))
    throw malformed();
  return boundary;
}

const PARAMETER = /;[ \t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)=(?:"([^"]*)"|([^\s;"]+))[ \t]*/g;

function readHead(block: string): PartHead {
  const headers = new Map<string, string>();
  for (const line of block.split("\r\n")) {
    const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*)$/.exec(line);
    const name = match?.[1]?.toLowerCase();
    if (name === undefined || headers.has(name)) throw malformed();
    headers.set(name, match?.[2] ?? "");
  }
  const disposition = headers.get("content-disposition") ?? "";
  const encoding = headers.get("content-transfer-encoding") ?? "binary";
  const parameters = disposition.replace(/^form-data[ \t]*/i, "");
  const isForm = /^form-data[ \t]*(;|$)/i.test(disposition);
  if (!isForm || parameters.replace(PARAMETER, "") !== "" || !/^(binary|7bit|8bit)$/i.test(encoding))
    throw malformed();
  const values = new Map<string, string>();
  for (const [, name = "", quoted, bare] of parameters.matchAll(PARAMETER)) {
    if (values.has(name.toLowerCase())) throw malformed();
    values.set(name.toLowerCase(), quoted ?? bare ?? "");
  }
  const name = values.get("name");
  if (name === undefined || name === "") throw malformed();
  return { name, filename: values.get("filename") ?? null };
}

/** Reads multipart/form-data part after part as it comes (RFC 7578), holding no more than what stands before the file. */
export class FormReader {
  readonly #source: AsyncIterator<Buffer>;
  readonly #delimiter: Buffer;
  // The first delimiter lacks the line break that parts all others from what is before them.
  #buffer: Buffer = Buffer.from("\r\n");
  #spent = 0;
  #state: "start" | "between" | "content" | "end" = "start";

  constructor(source: AsyncIterable<Buffer>, boundary: string) {
    this.#source = source[Symbol.asyncIterator]();
    this.#delimiter = Buffer.from(`\r\n--${boundary}`);
  }

  async #more(): Promise<void> {
    const step = await this.#source.next();
    if (step.done) throw malformed();
    this.#buffer = Buffer.concat([this.#buffer, step.value]);
  }

  #take(length: number): Buffer {
    const taken = this.#buffer.subarray(0, length);
    this.#buffer = this.#buffer.subarray(length);
    return taken;
  }

  #spend(bytes: number): void {
    if (this.#spent + bytes > MAX_BEFORE_FILE)
      throw new S3Error("MaxPostPreDataLengthExceeded", undefined, {
        details: { MaxPostPreDataLengthBytes: MAX_BEFORE_FILE },
      });
  }

  /** The next part's head, once the last one's content is read; null after the last part. */
  async next(): Promise<PartHead | null> {
    if (this.#state === "start") {
      while (this.#buffer.length < this.#delimiter.length) await this.#more();
      if (!this.#take(this.#delimiter.length).equals(this.#delimiter)) throw malformed();
      await this.#endDelimiter();
    }
    if (this.#state === "end") return null;
    if (this.#state !== "between") throw new Error("A part is read to its end before the next.");
    let end = this.#buffer.indexOf("\r\n\r\n");
    while (end < 0) {
      this.#spend(this.#buffer.length);
      await this.#more();
      end = this.#buffer.indexOf("\r\n\r\n");
    }
    this.#spend(end + 4);
    this.#spent += end + 4 + this.#delimiter.length + 2;
    this.#state = "content";
    const block = this.#take(end + 4).subarray(0, end);
    try {
      return readHead(UTF8.decode(block));
    } catch (error) {
      throw error instanceof S3Error ? error : Object.assign(malformed(), { cause: error });
    }
  }

  async #endDelimiter(): Promise<void> {
    while (this.#buffer.length < 2) await this.#more();
    const after = this.#take(2).toString("latin1");
    if (after !== "\r\n" && after !== "--") throw malformed();
    this.#state = after === "--" ? "end" : "between";
  }

  /** The content of the part whose head was read last. */
  async *content(): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.#buffer.indexOf(this.#delimiter);
      const safe = at < 0 ? this.#buffer.length - this.#delimiter.length + 1 : at;
      if (safe > 0) yield this.#take(safe);
      if (at < 0) await this.#more();
      else {
        this.#take(this.#delimiter.length);
        return await this.#endDelimiter();
      }
    }
  }

  /** A field's value; fields together are limited, as they are kept in memory. */
  async text(): Promise<string> {
    const pieces: Buffer[] = [];
    for await (const piece of this.content()) {
      this.#spend(piece.length);
      this.#spent += piece.length;
      pieces.push(piece);
    }
    try {
      return UTF8.decode(Buffer.concat(pieces));
    } catch (cause) {
      throw Object.assign(malformed(), { cause });
    }
  }

  /** To the form's end: what stands after the file is ignored, but it must be a form, and with no second file. */
  async finish(): Promise<void> {
    for (let head = await this.next(); head !== null; head = await this.next()) {
      if (head.name.toLowerCase() === "file") throw oneFile(2);
      for await (const _piece of this.content());
      this.#spent = 0;
    }
    for (let step = await this.#source.next(); !step.done; step = await this.#source.next());
  }
}

export function oneFile(found: number): S3Error {
  return new S3Error("InvalidArgument", "POST requires exactly one file upload per request.", {
    details: { ArgumentName: "file", ArgumentValue: String(found) },
  });
}
