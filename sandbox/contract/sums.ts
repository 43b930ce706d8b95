import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { getSigningKey } from "@smithy/signature-v4";
import { Sha256, sha256Hex } from "../signature/sha256";
import { hmacHex } from "../signature/verify";
import { type Answer, type SignOptions, send, sign, type Target, type Wire } from "./wire";

function crc32Base64(text: string | Buffer): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return bytes.toString("base64");
}

export const DIGITS = "123456789";

/** Of DIGITS, from the catalogues of these algorithms. */
export const SUMS = {
  crc32: crc32Base64(DIGITS),
  crc32c: Buffer.from("e3069283", "hex").toString("base64"),
  crc64nvme: Buffer.from("ae8b14860a799888", "hex").toString("base64"),
  sha1: createHash("sha1").update(DIGITS).digest("base64"),
  sha256: createHash("sha256").update(DIGITS).digest("base64"),
} as const;

export type SumName = keyof typeof SUMS;

export const SUM_NAMES = Object.keys(SUMS) as SumName[];

/** As long as the right one, and wrong. */
export function wrongSum(name: SumName): string {
  return Buffer.from(Buffer.from(SUMS[name], "base64").map((byte) => byte ^ 1)).toString("base64");
}

export function crcOf(body: string | Buffer): string {
  return crc32Base64(body);
}

export function shaOf(body: string | Buffer): string {
  return createHash("sha256").update(body).digest("base64");
}

type Trailer = { name: string; value: string };

function chunkedWire(wire: Wire, trailer: Trailer): Wire {
  const headers = {
    ...wire.headers,
    "content-encoding": "aws-chunked",
    "x-amz-decoded-content-length": String(Buffer.byteLength(wire.body ?? "")),
    "x-amz-trailer": trailer.name,
  };
  return { ...wire, headers };
}

/** Sends the body as one chunk with a checksum behind it, signed only in its headers. */
export async function sendUnsignedTrailer(target: Target, wire: Wire, trailer: Trailer): Promise<Answer> {
  const signed = await sign(target, chunkedWire(wire, trailer), {
    payload: "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
  });
  const text = String(wire.body);
  const body = `${text.length.toString(16)}\r\n${text}\r\n0\r\n${trailer.name}:${trailer.value}\r\n\r\n`;
  return await send(target, { ...signed, body });
}

/** The same with every chunk and the trailer signed; `spoil` changes the trailer's signature. */
export async function sendSignedTrailer(
  target: Target,
  wire: Wire,
  trailer: Trailer,
  spoil: (signature: string) => string = (signature) => signature,
): Promise<Answer> {
  const at = new Date();
  const options: SignOptions = { at, payload: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" };
  const signed = await sign(target, chunkedWire(wire, trailer), options);
  const day = at.toISOString().slice(0, 10).replaceAll("-", "");
  const scope = `${day}/${target.region}/s3/aws4_request`;
  const key = await getSigningKey(Sha256, target.credentials, day, target.region, "s3");
  const { authorization = "", "x-amz-date": date = "" } = signed.headers ?? {};
  let previous = /Signature=([0-9a-f]+)/.exec(authorization)?.[1] ?? "";
  const next = (algorithm: string, hashes: string[]) => {
    previous = hmacHex(key, [algorithm, date, scope, previous, ...hashes].join("\n"));
    return previous;
  };
  const chunk = (text: string) => {
    const signature = next("AWS4-HMAC-SHA256-PAYLOAD", [sha256Hex(""), sha256Hex(text)]);
    return `${text.length.toString(16)};chunk-signature=${signature}\r\n`;
  };
  const text = String(wire.body);
  const line = `${trailer.name}:${trailer.value}`;
  const chunks = `${chunk(text)}${text}\r\n${chunk("")}`;
  const signature = spoil(next("AWS4-HMAC-SHA256-TRAILER", [sha256Hex(`${line}\n`)]));
  const body = `${chunks}${line}\r\nx-amz-trailer-signature:${signature}\r\n\r\n`;
  return await send(target, { ...signed, body });
}
