import { describe, expect, test } from "vitest";
import { pick, seededRandom } from "../demo/random";
import { KeyIndex, textOfBytes } from "../store/key-index";
import { type ListOptions, listKeys } from "../store/listing";
import { SHAPES, type ShapeName } from "./shapes/table";
import { VirtualIndex } from "./virtual-index";

const NAMES = Object.keys(SHAPES) as ShapeName[];
const TEN_MILLION = 10_000_000;
const COUNTS = [1, 2, 7, 99, 100, 101, 2_000, 52_609, 100_000_000];

function indexOf(name: ShapeName, keys: number): VirtualIndex {
  return new VirtualIndex(SHAPES[name](keys));
}

/** Random places, the ends, and places around round numbers, where one folder ends and the next begins. */
function places(size: number, random: () => number): number[] {
  const chosen = [0, 1, 2, size - 3, size - 2, size - 1, Math.floor(size * 0.99), Math.floor(size / 100)];
  for (let at = 0; at < 2_000; at++) chosen.push(Math.floor(random() * size));
  for (let at = 0; at < 200; at++) chosen.push(Math.floor((at * size) / 200), Math.ceil((at * size) / 12));
  return chosen.filter((place) => place >= 0 && place < size);
}

describe.each(NAMES)("ten million keys: %s", (name) => {
  const index = indexOf(name, TEN_MILLION);
  const { size } = index;

  test("rise strictly, are whole UTF-8 and fit into S3's 1,024 bytes", () => {
    for (const place of places(size, seededRandom(1))) {
      const key = index.at(place) ?? "";
      expect(key.length).toBeGreaterThan(0);
      expect(key.length).toBeLessThanOrEqual(1024);
      expect(Buffer.from(textOfBytes(key), "utf8").toString("latin1")).toBe(key);
      const next = index.at(place + 1);
      if (next !== undefined && !(key < next)) expect.fail(`${place}: ${key} is not before ${next}`);
    }
    expect(index.at(-1)).toBeUndefined();
    expect(index.at(size)).toBeUndefined();
  });

  test("are found where they are, from wherever one begins to look", () => {
    for (const place of places(size, seededRandom(2))) {
      const key = index.at(place) ?? "";
      expect(index.seek(key)).toBe(place);
      expect(index.seek(key, Math.max(place - 5, 0))).toBe(place);
      expect(index.seek(key, Math.floor(place / 2))).toBe(place);
      expect(index.seek(`${key}\u0000`)).toBe(place + 1);
    }
    expect(index.seek("")).toBe(0);
    expect(index.seek("\u00ff")).toBe(size);
  });
});

test.each(NAMES)("%s has as many keys as it is told, from 1 to 100 million", (name) => {
  for (const count of name === "sizes" ? [] : COUNTS) {
    const index = indexOf(name, count);
    expect(index.size).toBe(count);
    for (const place of places(count, seededRandom(3)).slice(0, 300)) {
      const next = index.at(place + 1);
      const key = index.at(place) ?? "";
      if (next !== undefined && !(key < next))
        expect.fail(`${count}, ${place}: ${key} is not before ${next}`);
    }
  }
});

describe("shapes", () => {
  const textAt = (index: VirtualIndex, place: number) => textOfBytes(index.at(place) ?? "");

  test("hex is spread over the whole space of names", () => {
    const index = indexOf("hex", TEN_MILLION);
    for (let digit = 0; digit < 16; digit++) {
      const here = index.seek(digit.toString(16));
      expect(Math.abs(here / TEN_MILLION - digit / 16)).toBeLessThan(0.001);
    }
    expect(textAt(index, 1234)).toMatch(/^[0-9a-f]{32}$/);
  });

  test("logs lie in folders of the hour", () => {
    expect(textAt(indexOf("logs", TEN_MILLION), 9_000_000)).toMatch(
      /^logs\/2024\/\d\d\/\d\d\/\d\d\/host-\d\d-\d{4}-\d{6}\.gz$/,
    );
  });

  test("hot has 99 % below one prefix", () => {
    const index = indexOf("hot", TEN_MILLION);
    expect(index.seekPast("tenant-17/") - index.seek("tenant-17/")).toBe(TEN_MILLION * 0.99);
  });

  test("tree goes down to a thousand bytes", () => {
    const index = indexOf("tree", TEN_MILLION);
    expect(index.at(TEN_MILLION - 1)?.length).toBeGreaterThan(1000);
    expect(index.at(5_000_000)?.split("/").length).toBeGreaterThan(5);
  });

  test("folders are as many as keys", () => {
    const index = indexOf("folders", 5_000);
    const listed = listKeys(index, { prefix: "", delimiter: "/", after: "", limit: 10_000 });
    expect([listed.keys.length, listed.prefixes.length]).toEqual([0, 5_000]);
  });

  test("unicode is in the order of UTF-8, which UTF-16 is not, and has pairs that look the same", () => {
    const index = indexOf("unicode", 2_000);
    const texts = Array.from({ length: 2_000 }, (_, place) => textAt(index, place));
    expect([...texts].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))).toEqual(texts);
    expect([...texts].sort()).not.toEqual(texts);
    const folders = [...new Set(texts.map((text) => text.split("/")[0] ?? ""))];
    expect(new Set(folders.map((folder) => folder.normalize("NFC"))).size).toBeLessThan(folders.length);
  });
});

/** Prefixes that hit, that end within a name, and that nothing begins with. */
function randomOptions(index: KeyIndex, random: () => number): ListOptions {
  const key = () => textOfBytes(index.at(Math.floor(random() * index.size)) ?? "");
  const cut = (text: string) => [...text].slice(0, Math.floor(random() * [...text].length)).join("");
  const folder = (text: string) => text.slice(0, text.indexOf("/", Math.floor(random() * text.length)) + 1);
  const prefix = pick(random, ["", "", cut(key()), folder(key()), `${key()}x`, "\u{10ffff}"]);
  return {
    prefix,
    delimiter: pick(random, ["", "/", "/", "-", "0", "é", "//"]),
    after: pick(random, ["", key(), cut(key()), folder(key()), `${key()}!`]),
    limit: pick(random, [0, 1, 2, 10, 100, 1000]),
  };
}

describe.each(NAMES)("a listing of %s", (name) => {
  const virtual = indexOf(name, 2_000);
  const keys = Array.from({ length: virtual.size }, (_, place) => textOfBytes(virtual.at(place) ?? ""));
  const stored = new KeyIndex();
  stored.load(keys);

  test("is what it is for stored keys, whatever is asked", () => {
    const random = seededRandom(4);
    for (let run = 0; run < 1_500; run++) {
      const options = randomOptions(stored, random);
      expect({ options, ...listKeys(virtual, options) }).toEqual({ options, ...listKeys(stored, options) });
    }
  });

  test("goes through everything page by page", () => {
    for (const delimiter of ["", "/"]) {
      const seen: string[] = [];
      let page = { truncated: true, last: "" };
      // A listing that stands still must not hang the test.
      while (page.truncated && seen.length <= keys.length) {
        const next = listKeys(virtual, { prefix: "", delimiter, after: page.last, limit: 37 });
        seen.push(...next.keys, ...next.prefixes);
        page = next;
      }
      const roots = keys.map((key) => (key.includes("/") ? key.slice(0, key.indexOf("/") + 1) : key));
      expect(new Set(seen)).toEqual(new Set(delimiter === "" ? keys : roots));
      expect(seen).toHaveLength(new Set(seen).size);
    }
  });
});

test("a page of ten million keys computes ten keys for one listed at most, with folders and without", () => {
  for (const name of NAMES) {
    const shape = SHAPES[name](TEN_MILLION);
    let computed = 0;
    const keyAt = (place: number) => {
      computed++;
      return shape.keyAt(place);
    };
    const index = new VirtualIndex({ size: shape.size, keyAt });
    const after = textOfBytes(shape.keyAt(Math.floor(shape.size / 2)));
    for (const delimiter of ["", "/"]) listKeys(index, { prefix: "", delimiter, after, limit: 1000 });
    expect(computed).toBeLessThan(20_000);
  }
});
