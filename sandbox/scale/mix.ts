/** 32 bits that look random and depend on the number and the lane alone (the end of MurmurHash3). */
export function mix(value: number, lane = 0): number {
  let hash = Math.imul(value ^ Math.imul(lane + 1, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Two independent times 32 bits of a string: one alone would let keys meet among millions. */
export function hashOf(text: string): [number, number] {
  let [one, two] = [0x811c9dc5, 0xdeadbeef];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    one = Math.imul(one ^ unit, 0x01000193);
    two = Math.imul(two ^ unit, 0x5bd1e995) ^ (two >>> 15);
  }
  return [one >>> 0, two >>> 0];
}

export function hex8(value: number): string {
  return value.toString(16).padStart(8, "0");
}

/** A number in [0, 1) for a lane of a hash. */
export function fraction(hash: number, lane: number): number {
  return mix(hash, lane) / 4_294_967_296;
}
