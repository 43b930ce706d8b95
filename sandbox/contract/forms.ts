import assert from "node:assert/strict";
import { createHash, createHmac, randomBytes } from "node:crypto";
import type { Bench } from "./bench";
import { type Answer, type Credentials, pathOf, send, type Target, type Wire } from "./wire";

export type Fields = [string, string][];
export type Conditions = readonly Condition[];
type Condition = Record<string, string> | readonly (string | number)[];

/** A browser's upload: the fields in their order, then the file. */
export type Form = {
  bucket: string;
  fields: Fields;
  file?: string | Buffer;
  filename?: string | null;
};

type PolicyOptions = {
  at?: Date;
  expiration?: Date;
  credentials?: Credentials;
  region?: string;
};

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

/**
 * The fields of a form with this policy, signed by hand as "Calculating a signature" says: conditions for the bucket
 * and the signature's own fields come on top of those given.
 */
export function signedFields(
  target: Target,
  bucket: string,
  fields: Fields,
  conditions: readonly Condition[],
  {
    at = new Date(),
    expiration,
    credentials = target.credentials,
    region = target.region,
  }: PolicyOptions = {},
): [string, string][] {
  const longDate = at.toISOString().replace(/[-:]|\.\d+/g, "");
  const day = longDate.slice(0, 8);
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const own: [string, string][] = [
    ["x-amz-algorithm", "AWS4-HMAC-SHA256"],
    ["x-amz-credential", `${accessKeyId}/${day}/${region}/s3/aws4_request`],
    ["x-amz-date", longDate],
    ...(sessionToken === undefined ? [] : [["x-amz-security-token", sessionToken] as [string, string]]),
  ];
  const document = {
    expiration: (expiration ?? new Date(at.getTime() + 600_000)).toISOString(),
    conditions: [{ bucket }, ...own.map(([name, value]) => ({ [name]: value })), ...conditions],
  };
  const policy = Buffer.from(JSON.stringify(document)).toString("base64");
  const key = hmac(hmac(hmac(hmac(`AWS4${secretAccessKey}`, day), region), "s3"), "aws4_request");
  const signature = hmac(key, policy).toString("hex");
  return [...fields, ...own, ["policy", policy], ["x-amz-signature", signature]];
}

/** The form as a browser sends it. */
export function formWire({ bucket, fields, file = "file", filename = "a.txt" }: Form): Wire {
  const boundary = `----form${randomBytes(8).toString("hex")}`;
  const pieces: Buffer[] = fields.map(([name, value]) =>
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
  );
  const named = filename === null ? "" : `; filename="${filename}"`;
  pieces.push(
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="file"${named}\r\nContent-Type: text/plain\r\n\r\n`,
    ),
    Buffer.from(file),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  );
  const headers = { "content-type": `multipart/form-data; boundary=${boundary}` };
  return { method: "POST", path: pathOf(bucket), headers, body: Buffer.concat(pieces) };
}

export async function postForm(target: Target, form: Form): Promise<Answer> {
  return await send(target, formWire(form));
}

/** Of the file that forms here bring along. */
export const FILE_ETAG = `"${createHash("md5").update("file").digest("hex")}"`;
export const ANY_KEY = ["starts-with", "$key", "form/"];

export async function form(
  bench: Bench,
  fields: Fields,
  conditions: Conditions,
  more: Partial<Form> = {},
): Promise<Form> {
  const bucket = await bench.bucket();
  return { bucket, fields: signedFields(bench.target, bucket, fields, conditions), ...more };
}

export async function post(
  bench: Bench,
  fields: Fields,
  conditions: Conditions,
  more: Partial<Form> = {},
): Promise<Answer> {
  return await postForm(bench.target, await form(bench, fields, conditions, more));
}

export async function refusedForm(bench: Bench, wanted: Form, key: string): Promise<Answer> {
  const answer = await postForm(bench.target, wanted);
  assert.ok(answer.status === 400 || answer.status === 403, `status ${answer.status}: ${answer.text}`);
  assert.equal(await bench.exists(key), false);
  return answer;
}
