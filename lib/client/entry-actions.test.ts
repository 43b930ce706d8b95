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

  it("opens folders, and does not download or share them", () => {
    expect(actionsFor([folder], every)).toEqual(["open", "copy-key", "copy-uri", "delete"]);
  });

  it("offers for several only what works for several", () => {
    expect(actionsFor([folder, file], every)).toEqual(["delete"]);
    expect(actionsFor([folder, file], ["list", "read"])).toEqual([]);
  });

  it("offers nothing for nothing", () => expect(actionsFor([], every)).toEqual([]));
});
