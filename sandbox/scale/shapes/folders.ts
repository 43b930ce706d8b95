import { hex8, mix } from "../mix";
import { padded, type Shape } from "../shape";

/** Every key alone in its own folder: as many common prefixes as keys. */
export function foldersShape(size: number): Shape {
  return {
    size,
    keyAt: (position) => `page-${padded(position, 9)}-${hex8(mix(position)).slice(4)}/index.html`,
  };
}
