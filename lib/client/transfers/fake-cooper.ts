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

type World = {
  endpoint: string;
  urlLifetime: number;
  cors: Partial<Cors>;
  folders: string[];
  refuses(file: UploadFile): boolean;
  /** Whether the store checks what it is sent against a checksum. */
  verifies: boolean;
  /** Whether ETags are MD5s, as without KMS. */
  etagsAreMd5s: boolean;
  objects: Map<string, { size: number; etag?: string }>;
  uploads: Map<string, Begun>;
  /** Counts the call, and runs what the test put before it. */
  call(name: string): void;
};

let random = 0;

/** The ETag of a part: an MD5, with KMS something that looks like one, and of a part that a test made, neither. */
export function etagOf(world: Pick<World, "etagsAreMd5s">, upload: Begun, number: number): string {
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
export function createFakeCooper(world: World): TransferApi {
  const { objects, uploads, call } = world;
  let serial = 0;

  function sign(upload: Begun, number: number): SignedPart {
    const url = `${world.endpoint}/b/${encodeURIComponent(upload.key)}?ticket=${upload.ticket}&part=${number}&n=${++serial}`;
    return { number, method: "PUT", url, headers: {} };
  }

  const expiresAt = () => new Date(Date.now() + world.urlLifetime).toISOString();

  function find(ticket: string): Begun {
    const upload = uploads.get(ticket);
    if (!upload || upload.ended) throw new AppError("not_found", "There is no such upload.");
    return upload;
  }

  function begin(file: UploadFile) {
    const there = objects.get(file.key);
    if (file.ifMatch !== undefined ? there?.etag !== file.ifMatch : file.onConflict !== "replace" && there)
      throw new AppError("conflict", "This name is taken.");
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
    const parts = Array.from({ length: first }, (_, index) => sign(upload, index + 1));
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

  function finish(ticket: string, onConflict?: "fail" | "replace", given?: Checksum) {
    const upload = find(ticket);
    const sent = [...upload.parts.values()].reduce((sum, size) => sum + size, 0);
    if (sent !== upload.size || upload.parts.size === 0)
      throw new AppError("incomplete_upload", "Parts are missing.");
    const multipart = kindOf(upload.size) === "multipart";
    if (multipart && (onConflict ?? upload.onConflict) !== "replace" && objects.has(upload.key))
      throw new AppError("conflict", "This name was taken meanwhile.");
    const verified = verify(upload, given);
    const etag = multipart ? wholeEtag(upload) : etagOf(world, upload, 1).replaceAll('"', "");
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
          etag: etagOf(world, upload, number),
        })),
      };
    },
    async completeUpload(ticket, options = {}) {
      call("completeUpload");
      return finish(ticket, options.onConflict, options.checksum);
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
    findObject: async (_ref, key) => {
      const size = objects.get(key)?.size;
      return size === undefined ? null : { size, modified: new Date(0) };
    },
  };
}
