import { AppError } from "@/lib/errors";
import type { Cors } from "@/lib/schemas/cors";
import { SINGLE_PUT_LIMIT } from "@/lib/schemas/limits";
import type { Checksum, SignedPart, UploadFile } from "@/lib/schemas/uploads";
import { combine, toBase64 } from "./crc64";
import type { TransferApi } from "./deps";
import { fakeDigest } from "./fake-hasher";

export const PART = 8 * 1024 * 1024;

export type Begun = UploadFile & {
  ticket: string;
  parts: Map<number, number>;
  contents: Map<number, string>;
  ended: boolean;
};

export type Stored = { size: number; etag?: string; modified?: Date };

export const etagOf = ({ size, etag = `of-${size}` }: Stored) => etag;

export type World = {
  endpoint: string;
  urlLifetime: number;
  skew: number;
  cors: Partial<Cors>;
  folders: string[];
  refuses(file: UploadFile): boolean;
  mayWrite: boolean;
  /** Whether the store checks what it is sent against a checksum. */
  verifies: boolean;
  takesForms: boolean;
  /** Whether ETags are MD5s, as without KMS. */
  etagsAreMd5s: boolean;
  objects: Map<string, Stored>;
  uploads: Map<string, Begun>;
  /** Counts the call, and runs what the test put before it. */
  call(name: string): void;
};

let random = 0;

/** The ETag of a part: an MD5, with KMS something that looks like one, and of a part that a test made, neither. */
export function partEtag(world: Pick<World, "etagsAreMd5s">, upload: Begun, number: number): string {
  const content = upload.contents.get(number);
  if (content === undefined) return '"e"';
  const about = world.etagsAreMd5s ? content : `${content} by key ${++random}`;
  return `"${fakeDigest(about, upload.parts.get(number) ?? 0).md5}"`;
}

/** S3 makes it of all parts' MD5s; the fake hasher knows these bytes by their number alone. */
const wholeEtag = ({ parts }: Begun) =>
  `${fakeDigest(`some ${parts.size * 16} bytes`, parts.size * 16).md5}-${parts.size}`;

export const kindOf = (size: number) => (size < SINGLE_PUT_LIMIT ? "single" : "multipart");

/** Cooper's upload API over a bucket in memory. */
export function createFakeCooper(
  world: World,
): Omit<TransferApi, "listUploads" | "resumeUpload" | "discardUpload"> {
  const { objects, uploads, call } = world;
  let serial = 0;

  function sign(upload: Begun, number: number): SignedPart {
    const url = `${world.endpoint}/b/${encodeURIComponent(upload.key)}?ticket=${upload.ticket}&part=${number}&n=${++serial}&expires=${Date.parse(expiresAt())}`;
    return { number, method: "PUT", url, headers: {} };
  }

  const expiresAt = () => new Date(Date.now() + world.skew + world.urlLifetime).toISOString();

  function find(ticket: string): Begun {
    const upload = uploads.get(ticket);
    if (!upload || upload.ended) throw new AppError("upload_gone", "There is no such upload.");
    return upload;
  }

  /** Whether what stands there is not what the condition wants. */
  function isTaken({
    key,
    onConflict,
    ifMatch,
  }: Pick<UploadFile, "key" | "onConflict" | "ifMatch">): boolean {
    const there = objects.get(key);
    if (onConflict !== "replace") return there !== undefined;
    return ifMatch !== undefined && (!there || etagOf(there) !== ifMatch);
  }

  function begin(file: UploadFile) {
    if (isTaken(file)) throw new AppError("conflict", "This name is taken.");
    const upload: Begun = {
      ...file,
      ticket: `ticket-${++serial}`,
      parts: new Map(),
      contents: new Map(),
      ended: false,
    };
    uploads.set(upload.ticket, upload);
    const kind = kindOf(file.size);
    const partCount = kind === "single" ? 1 : Math.ceil(file.size / PART);
    const first = Math.min(partCount, 4);
    const isForm = world.takesForms && file.form === true && kind === "single";
    const parts = Array.from({ length: first }, (_, index) => ({
      ...sign(upload, index + 1),
      ...(isForm && { method: "POST" as const, fields: { key: file.key } }),
    }));
    const partSize = kind === "single" ? file.size : PART;
    return {
      ticket: upload.ticket,
      kind,
      partSize,
      partCount,
      parts,
      expiresAt: expiresAt(),
      ticketExpiresAt: expiresAt(),
      checksum: (world.verifies && file.checksum?.algorithm) || null,
    } as const;
  }

  /** Throws unless what S3 has adds up to what the file hashed to; only then it is verified. */
  function verify(upload: Begun, given: Checksum | undefined): string | null {
    if (!world.verifies) return null;
    const value = given?.value ?? upload.checksum?.value;
    if (value === undefined) return null;
    const pieces = [...upload.parts]
      .sort(([a], [b]) => a - b)
      .map(([number, size]) => ({ size, crc: fakeDigest(upload.contents.get(number) ?? "", size).crc }));
    if (value !== toBase64(combine(pieces))) throw new AppError("bad_digest", "The checksum does not fit.");
    return "CRC64NVME";
  }

  function finish(
    ticket: string,
    told: { onConflict?: "fail" | "replace"; ifMatch?: string; checksum?: Checksum } = {},
  ) {
    const upload = find(ticket);
    const sent = [...upload.parts.values()].reduce((sum, size) => sum + size, 0);
    if (sent !== upload.size || upload.parts.size === 0)
      throw new AppError("incomplete_upload", "Parts are missing.");
    const multipart = kindOf(upload.size) === "multipart";
    const { onConflict, ifMatch } = told.onConflict ? told : upload;
    if (multipart && isTaken({ key: upload.key, onConflict, ...(ifMatch && { ifMatch }) }))
      throw new AppError("conflict", "This name was taken meanwhile.");
    const verified = verify(upload, told.checksum);
    const etag = multipart ? wholeEtag(upload) : partEtag(world, upload, 1).replaceAll('"', "");
    objects.set(upload.key, { size: upload.size, etag });
    upload.ended = multipart;
    return { key: upload.key, size: upload.size, etag, versionId: null, verified, atomic: true };
  }

  function settle<T>(
    one: () => T,
  ): T | { error: { code: AppError["code"]; message: string; requestId: string } } {
    try {
      return one();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { error: { code: error.code, message: error.message, requestId: "r" } };
    }
  }

  return {
    async createUploads(_ref, files) {
      call("createUploads");
      if (files.some(world.refuses)) throw new AppError("invalid_request", "A file is not as it should be.");
      return { results: files.map((file) => settle(() => begin(file))) };
    },
    async signParts(ticket, numbers) {
      call("signParts");
      const upload = find(ticket);
      return { parts: numbers.map((number) => sign(upload, number)), expiresAt: expiresAt() };
    },
    async uploadStatus(ticket) {
      call("uploadStatus");
      const upload = find(ticket);
      return {
        parts: [...upload.parts].map(([number, size]) => ({
          number,
          size,
          etag: partEtag(world, upload, number),
        })),
      };
    },
    async completeUpload(ticket, options = {}) {
      call("completeUpload");
      return finish(ticket, options);
    },
    async completeUploads(tickets) {
      call("completeUploads");
      return {
        results: tickets.map((entry) =>
          settle(() => finish(typeof entry === "string" ? entry : entry.ticket)),
        ),
      };
    },
    async abortUpload(ticket) {
      call("abortUpload");
      find(ticket).ended = true;
    },
    async createFolder(_ref, prefix) {
      call("createFolder");
      world.folders.push(prefix);
      return { key: prefix };
    },
    async checkCors(_ref, origin) {
      call("checkCors");
      const proposal = {
        origins: [origin],
        methods: ["PUT"],
        allowHeaders: ["*"],
        exposeHeaders: ["ETag"],
      };
      return { passes: true, missing: [], rules: [], proposal, canAdd: true, ...world.cors };
    },
    async findObject(_ref, key) {
      call("findObject");
      const there = objects.get(key);
      if (!there) throw new AppError("not_found", "There is no such object.");
      return { size: there.size, modified: there.modified ?? new Date(0), etag: etagOf(there) };
    },
    async listObjects(_ref, { prefix, cursor = "0" }) {
      call("listObjects");
      const from = Number(cursor);
      const all = [...objects].filter(
        ([key]) => key.startsWith(prefix) && !key.slice(prefix.length).includes("/"),
      );
      const page = all.slice(from, from + 1000).map(([key, stored]) => ({
        key,
        size: stored.size,
        modified: (stored.modified ?? new Date(0)).toISOString(),
        etag: etagOf(stored),
        storageClass: "STANDARD",
      }));
      const next = from + 1000 < all.length ? String(from + 1000) : null;
      return { prefixes: [], objects: page, cursor: next, allowed: ["list", "read", "write"] };
    },
  };
}
