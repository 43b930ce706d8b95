import type { Item } from "./catalogue";
import type { FailedObject } from "./download";

export const FAILED = "_FAILED.txt";
export const RENAMED = "_RENAMED.txt";

/** Keys as JSON writes them: no line break or control character in one can forge a line. */
export const renamedLine = ({ key, name }: Pick<Item, "key" | "name">) =>
  `${JSON.stringify(name)} is ${JSON.stringify(key)}\r\n`;

export function failedText(failures: readonly FailedObject[]): string {
  const lines = failures.map(({ key, reason }) => `${JSON.stringify(key)}\r\n    ${reason}\r\n`);
  const these = failures.length === 1 ? "This object is" : `These ${failures.length} objects are`;
  return `${these} not here, or not whole, although each was tried again and again:\r\n\r\n${lines.join("")}`;
}
