import "server-only";
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { AppError } from "@/lib/errors";
import type { Condition, StoredText } from "../state/driver";
import { httpStatus, s3Code, toAppError } from "./errors";

/** How a store wants the tag of If-Match. */
export type Quoting = "quoted" | "plain";
export type StateStore = { client: S3Client; bucket: string; quoting: Quoting };

export async function readObject(
  { client, bucket }: StateStore,
  key: string,
  abortSignal: AbortSignal,
): Promise<StoredText | null> {
  try {
    const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), { abortSignal });
    return { text: (await answer.Body?.transformToString()) ?? "", tag: answer.ETag ?? "" };
  } catch (error) {
    if (s3Code(error) === "NoSuchKey") return null;
    throw stateError(error);
  }
}

/** False when the condition does not hold. */
export async function putObject(
  { client, bucket, quoting }: StateStore,
  key: string,
  text: string,
  condition: Condition,
  abortSignal: AbortSignal,
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
      { abortSignal },
    );
    return true;
  } catch (error) {
    const status = httpStatus(error);
    // 404: what was to be replaced is gone.
    if (status === 412 || status === 409 || s3Code(error) === "NoSuchKey") return false;
    throw stateError(error);
  }
}

export async function eraseObject(
  { client, bucket }: StateStore,
  key: string,
  abortSignal: AbortSignal,
): Promise<void> {
  await reach(client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }), { abortSignal }));
}

/** What a call of the store answers; a failure says whose it is. */
export async function reach<T>(answer: Promise<T>): Promise<T> {
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
