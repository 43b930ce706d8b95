import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fill } from "./bytes";

/** Names that a file can have, with the bytes of each. */
const FILES: Record<string, number> = {
  "empty.bin": 0,
  "five.txt": 5,
  "100% & #1=b;c,d@e:f$g!h(i)~{k}^l+m.txt": 1000,
  "'single' \"double\" `back` <angle>|.txt": 1000,
  " outer blanks ": 1000,
  "what? *.[txt]": 1000,
  "caf\u00e9 composed": 1000,
  "cafe\u0301 decomposed": 1000,
  "日本語/🪣 ümläut.txt": 1000,
  ".hidden/-dash": 1000,
};

/** Fills a folder with files of such names; answers what `hashes` answers of it. */
export function fillHostile(folder: string): Record<string, string> {
  for (const [name, size] of Object.entries(FILES)) fill(path.join(folder, name), size);
  return hashes(folder);
}

/** The files of a folder and of all below it, each with its SHA-256. */
export function hashes(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
  return Object.fromEntries(
    names.map((name) => [
      name,
      createHash("sha256")
        .update(readFileSync(path.join(folder, name)))
        .digest("hex"),
    ]),
  );
}
