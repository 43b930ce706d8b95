import { describe, expect, test } from "vitest";
import { newVersionId } from "./version-id";
import { listVersions, type VersionListOptions } from "./version-listing";
import { type Version, Versions } from "./versions";

const marker = (key: string, order: number, versionId = newVersionId(order)): Version => ({
  key,
  order,
  versionId,
  modified: order,
  deleteMarker: true,
});

function list(all: Versions, options: Partial<VersionListOptions> = {}) {
  const whole = { prefix: "", delimiter: "", keyMarker: "", versionMarker: null, limit: 1000 };
  return listVersions(all, { ...whole, ...options });
}

/** All entries by pages of one size, as `key order`; what `after` does between two pages is done there. */
function paged(all: Versions, limit: number, after: (page: Version[]) => void = () => undefined): string[] {
  const seen: string[] = [];
  let markers: Partial<VersionListOptions> = {};
  for (let more = true; more; ) {
    const { last, truncated, versions } = list(all, { limit, ...markers });
    seen.push(...versions.map(({ version }) => `${version.key} ${version.order}`));
    after(versions.map(({ version }) => version));
    markers = { keyMarker: last.key, versionMarker: last.versionId ?? null };
    more = truncated;
  }
  return seen;
}

function filled(): { all: Versions; wanted: string[] } {
  const all = new Versions();
  const counts = { a: 7, "a/b": 1, b: 3, ü: 2 };
  const wanted = Object.entries(counts).flatMap(([key, count]) =>
    Array.from({ length: count }, (_, at) => `${key} ${count - at}`),
  );
  for (const [key, count] of Object.entries(counts))
    for (let order = 1; order <= count; order += 1) all.set(marker(key, order));
  return { all, wanted };
}

describe("listVersions", () => {
  test.each([1, 2, 3, 5, 7, 8, 13, 14])("pages of %i hold every version once, in order", (limit) => {
    const { all, wanted } = filled();
    expect(paged(all, limit)).toEqual(wanted);
  });

  test.each([1, 2, 3, 5])("pages of %i miss nothing while each is deleted after it was read", (limit) => {
    const { all, wanted } = filled();
    const removeAll = (page: Version[]) => {
      for (const version of page) all.delete(version);
    };
    expect(paged(all, limit, removeAll)).toEqual(wanted);
    expect([all.keys.size, all.live.size]).toEqual([0, 0]);
  });

  test("a null version that is gone begins its key anew rather than skipping what is left of it", () => {
    const { all } = filled();
    const { versions } = list(all, { keyMarker: "b", versionMarker: "null", limit: 3 });
    expect(versions.map(({ version }) => version.order)).toEqual([3, 2, 1]);
  });

  test("a null version is replaced wherever it stands, and the new one is the newest", () => {
    const all = new Versions();
    for (const version of [marker("k", 1, "null"), marker("k", 2), marker("k", 3, "null")]) all.set(version);
    expect(list(all).versions.map(({ version, newest }) => [version.order, newest])).toEqual([
      [3, true],
      [2, false],
    ]);
  });

  test("a hundred pages of a key with 20,000 versions take no longer than reading them", () => {
    const all = new Versions();
    for (let order = 1; order <= 20_000; order += 1) all.set(marker("k", order));
    const seen = paged(all, 200);
    expect(seen).toHaveLength(20_000);
    expect(seen.at(-1)).toBe("k 1");
  });
});
