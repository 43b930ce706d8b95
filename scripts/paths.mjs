import path from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout, wherever it lies; blanks in its path are fine. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

export const inRoot = (...parts) => path.join(root, ...parts);
