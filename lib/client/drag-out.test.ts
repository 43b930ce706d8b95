import { expect, test } from "vitest";
import { dragOutData } from "./drag-out";
import { toEntries } from "./entries";

const at = { connection: "s3", bucket: "b" };
const origin = "https://cooper.example";

function dataOf(key: string) {
  const object = { key, size: 1, modified: "2026-01-01T00:00:00.000Z", etag: "", storageClass: "STANDARD" };
  const [entry] = toEntries([{ prefixes: [], objects: [object], cursor: null, allowed: [] }], "");
  return entry ? dragOutData(at, entry, origin) : null;
}

test("a file goes out under its own name, by the stable address", () => {
  expect(dataOf("docs/report 1.pdf")).toBe(
    "application/octet-stream:report 1.pdf:https://cooper.example/api/v1/connections/s3/buckets/b/content?key=docs%2Freport+1.pdf",
  );
});

test("no key can write the fields of another", () => {
  expect(dataOf("a:b\r\n:http://evil.example/x")?.split(":").slice(0, 3)).toEqual([
    "application/octet-stream",
    "x",
    "https",
  ]);
  expect(dataOf("c:evil")).toContain("octet-stream:c_evil:https://cooper.example/");
});

test("a folder stays", () => {
  const [folder] = toEntries([{ prefixes: ["p/"], objects: [], cursor: null, allowed: [] }], "");
  expect(folder && dragOutData(at, folder, origin)).toBeNull();
});
