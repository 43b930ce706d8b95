import { describe, expect, it } from "vitest";
import type { Action } from "@/lib/schemas/primitives";
import { type Entry, toEntries } from "./entries";
import { actionsFor } from "./entry-actions";

const object = {
  key: "a",
  size: 1,
  modified: "2026-01-01T00:00:00.000Z",
  etag: "",
  storageClass: "STANDARD",
};
const [folder, file] = toEntries(
  [{ prefixes: ["p/"], objects: [object], cursor: null, allowed: [] }],
  "",
) as [Entry, Entry];
const every: Action[] = ["list", "read", "write", "delete", "share", "manage"];

describe("actionsFor", () => {
  it("offers for a file all that is permitted", () => {
    expect(actionsFor([file], every)).toEqual(["download", "share", "copy-key", "copy-uri", "delete"]);
    expect(actionsFor([file], ["list"])).toEqual(["copy-key", "copy-uri"]);
    expect(actionsFor([file], ["list", "share"])).not.toContain("share");
  });

  it("opens folders, downloads them as one, and does not share them", () => {
    expect(actionsFor([folder], every)).toEqual(["open", "download-zip", "copy-key", "copy-uri", "delete"]);
    expect(actionsFor([folder], ["list"])).not.toContain("download-zip");
  });

  it("writes to the disk where the browser can, and in parallel where it is worth it", () => {
    const disk = { files: true, folders: true };
    expect(actionsFor([folder, file], every, disk)).toEqual(["download-zip", "download-folder", "delete"]);
    expect(actionsFor([file], every, disk)).not.toContain("download-parallel");
    const large = { ...file, object: { ...object, size: 2 ** 26 } } as Entry;
    expect(actionsFor([large], every, disk).slice(0, 2)).toEqual(["download", "download-parallel"]);
    expect(actionsFor([large], every)).not.toContain("download-parallel");
  });

  it("offers for several only what works for several", () => {
    expect(actionsFor([folder, file], every)).toEqual(["download-zip", "delete"]);
    expect(actionsFor([folder, file], ["list"])).toEqual([]);
  });

  it("offers nothing for nothing", () => expect(actionsFor([], every)).toEqual([]));
});
