import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

/** The version of an object that was written while its bucket kept no versions. */
export const NULL_VERSION = "null";

/** Not a secret: it only keeps clients from reading anything into an id, which in S3 means nothing to them. */
const KEY = createHash("sha256").update("the sandbox's version ids").digest().subarray(0, 16);

/** 32 characters that say nothing; a page of a listing can still go on behind a version that is gone by now. */
export function newVersionId(order: number): string {
  const salt = randomBytes(8);
  const place = Buffer.alloc(8);
  place.writeBigUInt64BE(BigInt(order));
  const cipher = createCipheriv("aes-128-ecb", KEY, null).setAutoPadding(false);
  const sealed = Buffer.concat([cipher.update(Buffer.concat([salt, place])), cipher.final()]);
  return Buffer.concat([sealed, salt]).toString("base64url").replaceAll("-", ".");
}

/** Where the version stood among all of its bucket; null if this is no id that this server ever gave. */
export function orderOfVersionId(id: string): number | null {
  if (!/^[A-Za-z0-9._]{32}$/.test(id)) return null;
  const bytes = Buffer.from(id.replaceAll(".", "-"), "base64url");
  const decipher = createDecipheriv("aes-128-ecb", KEY, null).setAutoPadding(false);
  const open = Buffer.concat([decipher.update(bytes.subarray(0, 16)), decipher.final()]);
  if (!open.subarray(0, 8).equals(bytes.subarray(16))) return null;
  return Number(open.readBigUInt64BE(8));
}
