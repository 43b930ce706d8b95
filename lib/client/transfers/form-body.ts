import type { SignedPart } from "@/lib/schemas/uploads";

const encoder = new TextEncoder();

/**
 * The body of a POST policy's form, and its type, which is one that needs no preflight. Made by hand: a browser's own
 * FormData takes files only, and making a file of bytes asks another process, which for a small one costs more than sending it.
 */
export function toForm(
  { fields = {} }: SignedPart,
  bytes: ArrayBuffer,
): { body: Uint8Array<ArrayBuffer>; type: string } {
  // So long that no file holds it by chance, and of letters that need no quotes.
  const boundary = `cooper${Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("")}`;
  const texts = Object.entries(fields).map(([name, value]) => `${head(boundary, name)}\r\n\r\n${value}\r\n`);
  // S3 overlooks whatever stands behind the file.
  const file = `${head(boundary, "file")}; filename="file"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const before = encoder.encode(texts.join("") + file);
  const behind = encoder.encode(`\r\n--${boundary}--\r\n`);
  const body = new Uint8Array(before.length + bytes.byteLength + behind.length);
  body.set(before);
  body.set(new Uint8Array(bytes), before.length);
  body.set(behind, before.length + bytes.byteLength);
  return { body, type: `multipart/form-data; boundary=${boundary}` };
}

/** Names are the server's own: of what would need quoting in one, it signs nothing. */
const head = (boundary: string, name: string) =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`;
