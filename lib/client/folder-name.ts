import { hasDotSegment, keyProblem } from "@/lib/keys";

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
