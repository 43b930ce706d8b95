import type { S3Error } from "../errors";
import type { Quirks } from "./quirks";

/** What a client is told of an error. */
export type Told = Pick<S3Error, "status" | "message" | "details" | "headers"> & { code: string };

/** An error in this store's words. */
export function told(error: S3Error, { renames }: Quirks): Told {
  const { status, message, details, headers, code } = error;
  return { status, message, details, headers, code, ...renames?.[code] };
}
