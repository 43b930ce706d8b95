import "server-only";
import type { BucketAccess } from "./access";
import { capabilitiesOf } from "./capabilities";
import { s3Client } from "./client";
import { takesForms } from "./form-question";
import { condition, keptAsHeaders, type NewObject } from "./new-object";
import { type Form, postPolicy } from "./post-policy";

const MAX_BYTES = 5 * 1024 * 1024;

/**
 * A form that creates exactly this object, or null where it has to be a PUT. A page of `origin` may send it without a
 * preflight, which for a small file is half the time.
 */
export async function signForm(
  access: BucketAccess,
  object: NewObject,
  { origin, seconds, turn }: { origin: string; seconds: number; turn: number },
): Promise<Form | null> {
  if (!fitsForm(access, object) || !takesForms(access, object.key, origin)) return null;
  access.need("write", object.key);
  const { "content-type": type = "", ...kept } = keptAsHeaders(access, object);
  const fields = { "Content-Type": type, ...kept, success_action_status: "201" };
  const client = s3Client(access.connection, await access.region(), "browser", turn);
  return postPolicy(access, client, { key: object.key, size: object.size, fields, seconds });
}

/** A form carries no condition, and changes what a field cannot hold: `$` begins a variable, line ends are rewritten. */
function fitsForm({ connection }: BucketAccess, object: NewObject): boolean {
  const { key, size, contentType, metadata } = object;
  const unconditional =
    Object.keys(condition(object)).length === 0 || capabilitiesOf(connection).conditionalPut === false;
  const plain = [key, contentType, ...Object.values(metadata)].every(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what a field cannot carry.
    (value) => value !== "" && value === value.trim() && !/[$\\\u0000-\u001f\u007f]/.test(value),
  );
  return connection.transport === "direct" && size <= MAX_BYTES && unconditional && plain;
}
