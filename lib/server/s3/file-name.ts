import "server-only";
import { lastSegment } from "@/lib/keys";

// Control and bidirectional characters could hide what a file is (`exe.jpg` written backwards), and end a header line.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to replace.
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** The name under which a browser saves an object: the key's last segment, made safe for a header and a disk. */
export function fileName(key: string): string {
  const name = lastSegment(key).replace(/\/$/, "").replace(UNSAFE, "_").replaceAll("\\", "_");
  return /^\.{0,2}$/.test(name) ? "download" : name;
}

/** A Content-Disposition header (RFC 6266): an ASCII name for the old, and the true one in RFC 8187's encoding. */
export function contentDisposition(disposition: "attachment" | "inline", key: string): string {
  const name = fileName(key);
  const ascii = name.replace(/[^\x20-\x7e]/g, "_").replace(/["%]/g, "_");
  const encoded = encodeURIComponent(name).replace(
    /['()*!]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${disposition}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

const INERT = new Set([
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "image/avif",
  "video/mp4",
  "video/webm",
  "audio/mpeg",
  "audio/wav",
  "application/pdf",
  "text/plain",
]);

/** Whether a type runs nothing when a browser shows it. Whoever wrote the object chose its type, so nobody else's word counts. */
export function isInert(contentType: string | undefined): boolean {
  return INERT.has((contentType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "");
}
