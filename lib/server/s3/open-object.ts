import "server-only";
import {
  GetObjectCommand,
  type GetObjectCommandInput,
  type GetObjectCommandOutput,
} from "@aws-sdk/client-s3";
import { AppError } from "@/lib/errors";
import { askedRange } from "../asked-range";
import { type BucketAccess, call } from "./access";
import { httpStatus } from "./errors";
import type { Wanted } from "./reading";

/** How long the store may take to begin its answer, in milliseconds. */
const HEAD_MS = 9000;

/** Thrown where a reader's own conditions leave no bytes: it has them (304), wants others (412), or asks beyond the end (416). */
export class NoBytes extends Error {
  override readonly name = "NoBytes";
  readonly status: 304 | 412 | 416;
  constructor(status: 304 | 412 | 416, options: { cause: unknown }) {
    super(`The store answered ${status}.`, options);
    this.status = status;
  }
}

type Conditions = Pick<
  GetObjectCommandInput,
  "Range" | "IfMatch" | "IfNoneMatch" | "IfModifiedSince" | "IfUnmodifiedSince"
>;

/**
 * The object itself, or what a reader asks for of it: for the few keys that no URL can carry. Its head comes within the
 * deadline, its body may take long.
 */
export async function openObject(
  access: BucketAccess,
  { key, versionId }: Pick<Wanted, "key" | "versionId">,
  until: AbortSignal,
  asked: Headers = new Headers(),
): Promise<GetObjectCommandOutput> {
  access.need("read", key);
  const stop = new AbortController();
  const end = () => stop.abort(until.reason);
  until.addEventListener("abort", end, { once: true });
  const timer = setTimeout(() => stop.abort(new DOMException("It took too long.", "TimeoutError")), HEAD_MS);
  const get = async (conditions: Conditions) => {
    const command = new GetObjectCommand({
      Bucket: access.bucket,
      Key: key,
      ...(versionId ? { VersionId: versionId } : {}),
      ...conditions,
    });
    try {
      return await call(access, (client, options) => client.send(command, options), stop.signal);
    } catch (error) {
      const status = error instanceof AppError ? httpStatus(error.cause) : undefined;
      if (status === 304 || status === 412 || status === 416) throw new NoBytes(status, { cause: error });
      throw error;
    }
  };
  try {
    const { Range, ...whole } = conditionsOf(asked);
    const same = asked.get("if-range");
    if (same === null) return await get({ ...whole, Range });
    // Weak validators and dates do not tell that bytes are the same.
    if (Range === undefined || !same.startsWith('"')) return await get(whole);
    try {
      // Not every store knows `If-Range`, so it is asked in words that all know.
      return await get({ ...whole, Range, IfMatch: same });
    } catch (error) {
      if (error instanceof NoBytes && error.status === 412) return await get(whole);
      throw error;
    }
  } finally {
    clearTimeout(timer);
  }
}

function conditionsOf(asked: Headers): Conditions {
  const word = (name: string) => asked.get(name) ?? undefined;
  const time = (name: string) => {
    const moment = new Date(word(name) ?? Number.NaN);
    return Number.isNaN(moment.getTime()) ? undefined : moment;
  };
  return {
    Range: askedRange(asked),
    IfMatch: word("if-match"),
    IfNoneMatch: word("if-none-match"),
    IfModifiedSince: time("if-modified-since"),
    IfUnmodifiedSince: time("if-unmodified-since"),
  };
}
