import { hex8, mix } from "../mix";
import type { Shape } from "../shape";

const SPACE = 2 ** 48;

/** Flat names of 32 hexadecimal digits, as hashes are, spread over the whole space of keys. */
export function hexShape(size: number): Shape {
  const width = Math.floor(SPACE / size);
  return {
    size,
    keyAt(position) {
      const within = (mix(position, 1) * 65_536 + (mix(position, 2) >>> 16)) % width;
      const head = (position * width + within).toString(16).padStart(12, "0");
      return `${head}${hex8(mix(position, 3))}${hex8(mix(position, 4))}${hex8(mix(position, 5)).slice(4)}`;
    },
  };
}
