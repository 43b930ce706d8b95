import { MAX_PARTS } from "../limits";
import { textOfBytes } from "../store/key-index";
import { NULL_VERSION } from "../store/version-id";
import type { ObjectRecord } from "../store/versions";
import { fraction, hashOf, hex8, mix } from "./mix";

const KIB = 1024;
const PART = 8 * KIB ** 2;
const START = Date.UTC(2018, 0, 1) / 1000;
const YEARS = 7 * 365.25 * 24 * 3600;

/** How often a size is between which powers of two: mostly small, seldom huge, sometimes nothing. */
const SIZES = [
  { share: 0.02, from: null, to: 0 },
  { share: 0.58, from: 0, to: 16 },
  { share: 0.3, from: 16, to: 23 },
  { share: 0.095, from: 23, to: 30 },
  { share: 0.005, from: 30, to: 42 },
];

const CLASSES = [
  { share: 0.8, name: "STANDARD" },
  { share: 0.1, name: "STANDARD_IA" },
  { share: 0.05, name: "INTELLIGENT_TIERING" },
  { share: 0.05, name: "GLACIER_IR" },
];

/** The entry that a number in [0, 1) falls on when each takes its share. */
function drawn<T extends { share: number }>(entries: readonly T[], number: number): T | undefined {
  let below = 0;
  return entries.find(({ share }) => {
    below += share;
    return number < below;
  });
}

function sizeOf(hash: number): number {
  const drawnSize = drawn(SIZES, fraction(hash, 1));
  if (!drawnSize || drawnSize.from === null) return 0;
  const { from, to } = drawnSize;
  return Math.floor(2 ** (from + (to - from) * fraction(hash, 2)));
}

/**
 * What a computed object is, from its key (as a byte string) alone. Its ETag looks like that of a multipart upload:
 * clients take one without a dash for the MD5, which nobody has computed here.
 */
export function recordOf(key: string, size: number | null): ObjectRecord {
  const [hash, other] = hashOf(key);
  const bytes = size ?? sizeOf(hash);
  const parts = Math.ceil(bytes / Math.max(PART, Math.ceil(bytes / MAX_PARTS))) || 1;
  const name = [mix(hash, 5), mix(other, 6), mix(hash ^ other, 7), mix(hash, 8)].map(hex8).join("");
  return {
    key: textOfBytes(key),
    versionId: NULL_VERSION,
    order: 0,
    size: bytes,
    etag: `${name}-${parts}`,
    modified: (START + Math.floor(YEARS * fraction(hash, 3))) * 1000,
    segments: [{ blob: name, size: bytes }],
    headers: { "content-type": "binary/octet-stream" },
    metadata: {},
    storageClass: drawn(CLASSES, fraction(hash, 4))?.name ?? "STANDARD",
    checksum: null,
  };
}
