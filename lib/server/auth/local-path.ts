import "server-only";

const BASE = "http://cooper.invalid";

/** A path on our own origin, query and all, or `/` for whatever leads elsewhere: `//evil`, `/\evil`, `https:evil`, `javascript:`. */
export function localPath(value: string | null | undefined): string {
  if (!value?.startsWith("/") || !URL.canParse(value, BASE)) return "/";
  // A browser drops tabs and line breaks and takes `\` for `/`: what it would make of the value is what counts.
  const url = new URL(value, BASE);
  if (url.origin !== BASE) return "/";
  const path = `${url.pathname}${url.search}${url.hash}`;
  return path.startsWith("//") ? "/" : path;
}
