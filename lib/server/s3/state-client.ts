import "server-only";
import { randomUUID } from "node:crypto";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { AppError } from "@/lib/errors";
import type { ConnectionConfig } from "../config/types";
import type { Condition, StateDriver, StoredText } from "../state/driver";
import { s3Client } from "./client";
import { httpStatus, s3Code, toAppError } from "./errors";
import { bucketRegion } from "./region";

const TIMEOUT_MS = 8000;
const SUFFIX = ".json";

type Quoting = "quoted" | "plain";
type Place = { connection: ConnectionConfig; bucket: string; prefix: string };
type Store = { client: S3Client; quoting: Quoting };

/** Documents in a bucket of their own. The store must honour If-None-Match and If-Match; one that does not is refused. */
export function s3Driver(place: Place): StateDriver {
  const keyOf = (name: string) => `${place.prefix}${name}${SUFFIX}`;
  let opening: Promise<Store> | undefined;
  const open = () => {
    // What failed is tried anew at the next call: the store may be back by then.
    opening ??= openStore(place).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };

  return {
    read: async (name) => read((await open()).client, place.bucket, keyOf(name)),
    write: async (name, text, condition) => write(await open(), place.bucket, keyOf(name), text, condition),
    async list(prefix) {
      const { client } = await open();
      const names: string[] = [];
      let token: string | undefined;
      do {
        const page = await call(
          client.send(
            new ListObjectsV2Command({
              Bucket: place.bucket,
              Prefix: `${place.prefix}${prefix}`,
              ...(token ? { ContinuationToken: token } : {}),
            }),
            { abortSignal: AbortSignal.timeout(TIMEOUT_MS) },
          ),
        );
        for (const { Key = "" } of page.Contents ?? [])
          if (Key.endsWith(SUFFIX)) names.push(Key.slice(place.prefix.length, -SUFFIX.length));
        token = page.IsTruncated ? page.NextContinuationToken : undefined;
      } while (token !== undefined);
      return names;
    },
    erase: async (name) => erase((await open()).client, place.bucket, keyOf(name)),
  };
}

/** Finds out how the store takes conditions: writes that must succeed and writes that must fail, on a key of our own. */
async function openStore({ connection, bucket, prefix }: Place): Promise<Store> {
  const region = await call(bucketRegion(connection, bucket, AbortSignal.timeout(TIMEOUT_MS)));
  const client = s3Client(connection, region);
  const key = `${prefix}probe/${randomUUID()}${SUFFIX}`;
  const put = (text: string, condition: Condition, quoting: Quoting) =>
    tryPut({ client, quoting }, bucket, key, text, condition);
  try {
    if (!(await put("1", "absent", "quoted"))) throw unfit("it refuses a first write with If-None-Match");
    if (await put("2", "absent", "quoted")) throw unfit("it ignores If-None-Match and overwrites");
    for (const quoting of ["quoted", "plain"] as const) {
      const stored = await read(client, bucket, key);
      if (!stored || !(await put("3", { tag: stored.tag }, quoting))) continue;
      if (await put("4", { tag: stored.tag }, quoting)) throw unfit("it ignores If-Match and overwrites");
      return { client, quoting };
    }
    throw unfit("it refuses a write whose If-Match is right");
  } finally {
    await erase(client, bucket, key).catch(() => undefined);
  }
}

function unfit(why: string): AppError {
  return new AppError(
    "not_supported",
    `This store cannot keep Cooper's state: ${why}. Use another COOPER_STATE.`,
  );
}

async function read(client: S3Client, bucket: string, key: string): Promise<StoredText | null> {
  try {
    const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), {
      abortSignal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { text: (await answer.Body?.transformToString()) ?? "", tag: answer.ETag ?? "" };
  } catch (error) {
    if (s3Code(error) === "NoSuchKey") return null;
    throw stateError(error);
  }
}

async function write(
  store: Store,
  bucket: string,
  key: string,
  text: string,
  condition: Condition,
): Promise<boolean> {
  try {
    if (await tryPut(store, bucket, key, text, condition)) return true;
  } catch (error) {
    // A lost answer, or a store that answers 500 to the losers of a race: what is stored now tells who won.
    const stored = await read(store.client, bucket, key);
    if (stored?.text === text) return true;
    if (condition === "absent" ? stored !== null : stored?.tag !== condition.tag) return false;
    throw error;
  }
  // A retry whose first try had succeeded fails on its own success.
  return (await read(store.client, bucket, key))?.text === text;
}

/** False when the condition does not hold. */
async function tryPut(
  { client, quoting }: Store,
  bucket: string,
  key: string,
  text: string,
  condition: Condition,
): Promise<boolean> {
  const tag = condition === "absent" ? "" : condition.tag.replace(/^"|"$/g, "");
  try {
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: text,
        ContentType: "application/json",
        ...(condition === "absent"
          ? { IfNoneMatch: "*" }
          : { IfMatch: quoting === "quoted" ? `"${tag}"` : tag }),
      }),
      { abortSignal: AbortSignal.timeout(TIMEOUT_MS) },
    );
    return true;
  } catch (error) {
    const status = httpStatus(error);
    // 404: what was to be replaced is gone.
    if (status === 412 || status === 409 || s3Code(error) === "NoSuchKey") return false;
    throw stateError(error);
  }
}

async function erase(client: S3Client, bucket: string, key: string): Promise<void> {
  await call(
    client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }), {
      abortSignal: AbortSignal.timeout(TIMEOUT_MS),
    }),
  );
}

async function call<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw stateError(error);
  }
}

/** Says that it is Cooper's own state that is away, and not somebody's bucket. */
function stateError(error: unknown): AppError {
  return new AppError("unavailable", `Cooper cannot reach its own state. ${toAppError(error).message}`, {
    cause: error,
  });
}
