import { AppError } from "@/lib/errors";
import { parentPrefix } from "@/lib/keys";
import { createBatcher } from "./batcher";
import type { Deps } from "./deps";
import type { Target } from "./transfer";

/** What is stored under a key. */
export type Existing = { size: number; modified: Date; etag: string };
/** `absent`: the name is free again. `unknown`: it cannot be found out, as where one may write but not read. */
type Lookup = Existing | "absent" | "unknown";

export type LookUp = (target: Target, key: string) => Promise<Lookup>;

/** So few are asked for one by one; for more, listing their folder takes fewer requests. */
const FEW = 3;
const PARALLEL = 4;

/** Looks up names that are taken; a thousand of one folder are a page or two of its listing instead of a thousand requests. */
export function createLookUp({ api }: Pick<Deps, "api">): LookUp {
  const folders = new Map<string, (key: string) => Promise<{ found: Lookup }>>();

  async function lookUpOne(target: Target, key: string): Promise<Lookup> {
    try {
      return (await api.findObject(target, key)) ?? "unknown";
    } catch (error) {
      return error instanceof AppError && error.code === "not_found" ? "absent" : "unknown";
    }
  }

  async function list(target: Target, keys: readonly string[], found: Map<string, Lookup>): Promise<void> {
    const wanted = new Set(keys);
    const prefix = commonPrefix(keys);
    // A folder of millions would take more pages than there are names to look for.
    let pages = Math.max(2, Math.ceil(keys.length / 20));
    let cursor: string | null = null;
    do {
      const page = await api.listObjects(target, { prefix, ...(cursor === null ? {} : { cursor }) });
      for (const { key, size, modified, etag } of page.objects) {
        if (wanted.delete(key)) found.set(key, { size, modified: new Date(modified), etag });
      }
      cursor = page.cursor;
      if (cursor === null && page.allowed.includes("list"))
        for (const key of wanted) found.set(key, "absent");
    } while (cursor !== null && wanted.size > 0 && --pages > 0);
  }

  async function lookUpAll(target: Target, keys: readonly string[]): Promise<{ found: Lookup }[]> {
    const found = new Map<string, Lookup>();
    // Who may not list may still ask for each.
    if (keys.length > FEW) await list(target, keys, found).catch(() => undefined);
    const rest = keys.filter((key) => !found.has(key));
    const worker = async () => {
      for (let key = rest.pop(); key !== undefined; key = rest.pop())
        found.set(key, await lookUpOne(target, key));
    };
    await Promise.all(Array.from({ length: PARALLEL }, worker));
    return keys.map((key) => ({ found: found.get(key) ?? "unknown" }));
  }

  return async (target, key) => {
    const folder = JSON.stringify([target.connection, target.bucket, parentPrefix(key)]);
    let ask = folders.get(folder);
    if (!ask) {
      ask = createBatcher({ size: 1000, parallel: 1, spacingMs: () => 100 }, (keys) =>
        lookUpAll(target, keys),
      );
      folders.set(folder, ask);
    }
    return (await ask(key)).found;
  };
}

/** The longest beginning that all share, cut between characters. */
function commonPrefix(keys: readonly string[]): string {
  const [first = "", ...others] = keys;
  let length = first.length;
  for (const key of others) {
    let same = 0;
    while (same < length && key[same] === first[same]) same++;
    length = same;
  }
  return first
    .slice(0, length)
    .toWellFormed()
    .replace(/\ufffd$/, "");
}
