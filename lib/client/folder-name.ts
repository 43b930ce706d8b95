import { hasDotSegment, keyProblem } from "@/lib/keys";
import type { Entry } from "./entries";

/** Why no folder of this name can be made below the prefix, or null if it can. `a/b` makes `b` within `a`. */
export function folderNameProblem(prefix: string, name: string): string | null {
  const bare = name.endsWith("/") ? name.slice(0, -1) : name;
  if (bare === "") return "Give the folder a name.";
  if (hasDotSegment(bare))
    return `"." and ".." cannot be folder names: browsers and tools take them for "here" and "one up".`;
  if (bare.split("/").includes("")) return "A folder name cannot be empty: take out the extra slash.";
  return keyProblem(folderPrefix(prefix, name));
}

/** The prefix that such a folder has. */
export function folderPrefix(prefix: string, name: string): string {
  return `${prefix}${name.endsWith("/") ? name : `${name}/`}`;
}

/** What has the name already, among the rows that are loaded: such a folder, or a file that would stand beside it. */
export function nameTakenBy(
  entries: readonly Entry[],
  prefix: string,
  name: string,
): "folder" | "file" | null {
  const wanted = folderPrefix(prefix, name);
  const bare = wanted.slice(0, -1);
  let taken: "file" | null = null;
  for (const { kind, key } of entries) {
    // A listing of the folder itself holds its marker, or what is in it.
    if (key.startsWith(wanted)) return "folder";
    if (kind === "object" && key === bare) taken = "file";
  }
  return taken;
}
