import type { Shape } from "../shape";
import { foldersShape } from "./folders";
import { hexShape } from "./hex";
import { hotShape } from "./hot";
import { logsShape } from "./logs";
import { sizesShape } from "./sizes";
import { treeShape } from "./tree";
import { unicodeShape } from "./unicode";

/** What a virtual bucket can look like; each takes the number of its keys. */
export const SHAPES = {
  hex: hexShape,
  logs: logsShape,
  tree: treeShape,
  hot: hotShape,
  unicode: unicodeShape,
  folders: foldersShape,
  sizes: sizesShape,
} as const satisfies Record<string, (size: number) => Shape>;

export type ShapeName = keyof typeof SHAPES;

export function isShapeName(text: string): text is ShapeName {
  return Object.hasOwn(SHAPES, text);
}
