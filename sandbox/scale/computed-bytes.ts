import { seededRandom } from "../demo/random";

const PAGE = 4096;
const PATTERN = 1024 ** 2;
const PIECE = 256 * 1024;

let pattern: Buffer | null = null;

/** One MiB of noise, made when it is first needed. */
function noise(): Buffer {
  if (pattern) return pattern;
  const random = seededRandom(20_240_517);
  pattern = Buffer.alloc(PATTERN);
  for (let at = 0; at < PATTERN; at += 4) pattern.writeUInt32LE(Math.floor(random() * 2 ** 32), at);
  return pattern;
}

/**
 * The bytes `start` to `end`, both included, of a computed object with this name of 32 hexadecimal digits. They are
 * noise that repeats, but every page of 4 KiB begins with the name and its own place: no two pages are alike in any
 * object or between objects, so that a piece in the wrong place is noticed wherever it came from.
 */
export function* computedBytes(name: string, start: number, end: number): Generator<Buffer> {
  const stamp = Buffer.from(name, "hex");
  const source = noise();
  for (let from = start; from <= end; ) {
    const first = Math.floor(from / PAGE) * PAGE;
    const to = Math.min(first + PIECE, end + 1);
    const piece = Buffer.allocUnsafeSlow(Math.ceil((to - first) / PAGE) * PAGE);
    for (let at = 0; at < piece.length; ) {
      const inPattern = (first + at) % PATTERN;
      at += source.copy(piece, at, inPattern, Math.min(inPattern + piece.length - at, PATTERN));
    }
    for (let at = 0; at < piece.length; at += PAGE) {
      stamp.copy(piece, at);
      piece.writeDoubleBE(first + at, at + stamp.length);
    }
    yield piece.subarray(from - first, to - first);
    from = to;
  }
}
