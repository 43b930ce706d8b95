import { expect, test } from "vitest";
import { AppError } from "@/lib/errors";
import type { ScanEvent } from "@/lib/schemas/downloads";
import type { S3Object } from "@/lib/schemas/objects";
import { type Choice, nameOf, sourcesOf } from "./download-sources";

const at = { connection: "s3", bucket: "holiday" };
const object = (key: string): S3Object => ({
  key,
  size: key.length,
  modified: "2026-01-02T03:04:05.000Z",
  etag: "e",
  storageClass: "STANDARD",
});
const chosen = (key: string): Choice["entries"][number] =>
  key.endsWith("/")
    ? { kind: "prefix", key }
    : { kind: "object", id: `o:${key}`, key, name: key, object: object(key) };

/** A store of these keys whose scans fail as told, one entry a scan: after so many objects, or never. */
function store(keys: string[], failures: [after: number, error: unknown][] = [], knowsAfter = true) {
  const scans: (string | undefined)[] = [];
  let clock = 0;
  return {
    scans,
    use: {
      async *scan(prefix: string, after: string | undefined): AsyncGenerator<ScanEvent, void> {
        const failure = failures[scans.length];
        scans.push(after);
        let sent = 0;
        for (const key of keys) {
          if (!key.startsWith(prefix) || (knowsAfter && after !== undefined && key <= after)) continue;
          if (failure && sent === failure[0]) throw failure[1];
          sent += 1;
          yield { type: "object", ...object(key) };
        }
        yield { type: "done", ok: sent, failed: 0, bytes: 0 };
      },
      sleep: async (ms: number) => {
        clock += ms;
      },
      now: () => clock,
    },
  };
}

async function pathsOf(choice: Choice, { use }: ReturnType<typeof store>) {
  const paths: string[] = [];
  for await (const { path } of sourcesOf(at, choice, use)) paths.push(path);
  return paths;
}

const busy = new AppError("s3_busy", "Busy.");

test("objects come as they are known, prefixes as they are listed, named from the open folder on", async () => {
  const world = store(["a/b/", "a/b/c", "a/b/d/e", "a/x"]);
  const choice = { entries: ["a/b/", "a/x"].map(chosen), base: "a/" };
  expect(await pathsOf(choice, world)).toEqual(["b/", "b/c", "b/d/e", "x"]);
  expect(world.scans).toHaveLength(1);
});

test("the marker of the open folder keeps its name", async () => {
  const marker: Choice["entries"][number] = {
    kind: "object",
    id: "o:a/b/",
    key: "a/b/",
    name: "(this folder)",
    object: object("a/b/"),
  };
  expect(await pathsOf({ entries: [marker], base: "a/b/" }, store([]))).toEqual(["b/"]);
});

test.each([[true], [false]])("a list that breaks off goes on behind its last object", async (knowsAfter) => {
  const keys = ["a/1", "a/2", "a/3", "a/4"];
  const world = store(
    keys,
    [
      [2, busy],
      [0, new AppError("unavailable", "Cut.")],
    ],
    knowsAfter,
  );
  expect(await pathsOf({ entries: [chosen("a/")], base: "a/" }, world)).toEqual(["1", "2", "3", "4"]);
  expect(world.scans).toEqual([undefined, "a/2", "a/2"]);
});

test("a refusal, and a store that stays away, end it", async () => {
  const choice = { entries: [chosen("a/")], base: "" };
  const forbidden = new AppError("forbidden", "No.");
  await expect(pathsOf(choice, store(["a/1"], [[0, forbidden]]))).rejects.toBe(forbidden);
  const away = store(
    ["a/1"],
    Array.from({ length: 500 }, () => [0, busy]),
  );
  await expect(pathsOf(choice, away)).rejects.toBe(busy);
  expect(away.scans.length).toBeGreaterThan(20);
});

test.each([
  [["photos/2024/"], "photos/", "2024"],
  [["photos/a", "photos/b"], "photos/", "photos"],
  [["a", "b/"], "", "holiday"],
  [[""], "", "holiday"],
  [["a//"], "a/", "holiday"],
  [['w:e"ird\u202e /'], "", "w_e_ird__"],
  [["../"], "", "holiday"],
])("%j below %j is called %s", (keys, base, name) => {
  expect(
    nameOf(at, { entries: keys.map((key) => (key === "" ? { kind: "prefix", key } : chosen(key))), base }),
  ).toBe(name);
});
