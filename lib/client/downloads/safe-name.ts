/** The longest name that common file systems take, less the room for a number. */
const MAX_BYTES = 240;
const encoder = new TextEncoder();

/** Names that are devices on Windows, with any extension. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])(?= *(?:\.|$))/i;
/**
 * What no file system, or Windows alone, takes in a name: separators, the signs of its shell, control characters, and
 * those that turn the direction of writing, so that `exe.txt` cannot be a program.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for.
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g;
/** Windows cuts these from the end, so that `a.` would be `a`, and `..` is another folder. */
const TAIL = /[. ]+$/;

/** One path segment as a name that every file system takes; itself if it is one. */
export function safeName(segment: string): string {
  const name = segment
    .toWellFormed()
    .replace(FORBIDDEN, "_")
    .replace(TAIL, (tail) => "_".repeat(tail.length))
    .replace(DEVICE, "$1_");
  return shorten(name === "" ? "_" : name);
}

/** `report.pdf` and 2 → `report (2).pdf`; a name that begins with its only dot has no extension. */
export function numbered(name: string, number: number): string {
  const dot = name.lastIndexOf(".");
  const end = dot > 0 && name.length - dot <= 16 ? dot : name.length;
  return `${name.slice(0, end)} (${number})${name.slice(end)}`;
}

function shorten(name: string): string {
  // No character has more than 3 bytes for each of its units.
  if (name.length * 3 <= MAX_BYTES || encoder.encode(name).length <= MAX_BYTES) return name;
  const dot = name.lastIndexOf(".");
  const extension = dot > 0 && name.length - dot <= 16 ? name.slice(dot) : "";
  const room = new Uint8Array(MAX_BYTES - encoder.encode(extension).length);
  // Only whole characters go in.
  const { read } = encoder.encodeInto(name.slice(0, name.length - extension.length), room);
  const stem = name.slice(0, read);
  return stem.replace(TAIL, (tail) => "_".repeat(tail.length)) + extension;
}
