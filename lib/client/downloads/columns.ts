const CHUNK = 65_536;

type Numbers = Float64Array | Uint32Array | Uint8Array;

/** A list of numbers that grows without ever being copied: a million of them is a few chunks, not a million objects. */
export function createColumn(make: (length: number) => Numbers) {
  const chunks: Numbers[] = [];
  return {
    set(index: number, value: number): void {
      const at = Math.floor(index / CHUNK);
      while (chunks.length <= at) chunks.push(make(CHUNK));
      const chunk = chunks[at];
      if (chunk) chunk[index % CHUNK] = value;
    },
    get: (index: number): number => chunks[Math.floor(index / CHUNK)]?.[index % CHUNK] ?? 0,
  };
}

export const float64 = (length: number) => new Float64Array(length);
export const uint32 = (length: number) => new Uint32Array(length);
export const uint8 = (length: number) => new Uint8Array(length);
