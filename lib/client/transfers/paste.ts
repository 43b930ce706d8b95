import type { Candidate } from "./transfer";

/** A picture that was copied, rather than a file, is made by the browser at that moment. */
const FRESH_MS = 10_000;

/**
 * The files of a paste; a screenshot, which every browser calls `image.png`, is named by its time. What is pasted as text
 * too, as cells of a table are, is no screenshot.
 */
export function candidatesOfPaste(data: Pick<DataTransfer, "files" | "types">, now: Date): Candidate[] {
  const isText = data.types.includes("text/plain");
  return Array.from(data.files).flatMap((file) => {
    const made = file.name === "image.png" && now.getTime() - file.lastModified < FRESH_MS;
    if (!made) return [{ path: file.name, file }];
    return isText ? [] : [{ path: screenshotName(now), file }];
  });
}

/** `Screenshot 2026-11-23 at 07.15.30.png`, in the reader's own time. */
export function screenshotName(at: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join("-");
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(".");
  return `Screenshot ${day} at ${time}.png`;
}
