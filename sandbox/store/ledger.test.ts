import { appendFile, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DocumentFiles } from "./documents";
import { Ledger } from "./ledger";

type Note = { text: string };

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sandbox-ledger-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** As a new start opens it. */
async function opened(): Promise<[Ledger<Note>, Record<string, Note>]> {
  const ledger = new Ledger<Note>(new DocumentFiles(folder));
  return [ledger, Object.fromEntries(await ledger.load())];
}

const lineCount = async (ledger: Ledger<Note>) =>
  (await readFile(ledger.path, "utf8")).trim().split("\n").length;

test("what was written last is there after a start, what was removed is not", async () => {
  const [ledger, nothing] = await opened();
  expect(nothing).toEqual({});
  for (const text of ["one", "two", "three"]) await ledger.write("a", { text });
  await ledger.write("b", { text: "gone" });
  await ledger.remove("b");
  await ledger.write("c", { text: "\n\u2028\u2029\r\n" });
  const [again, found] = await opened();
  expect(found).toEqual({ a: { text: "three" }, c: { text: "\n\u2028\u2029\r\n" } });
  expect(await lineCount(again)).toBe(2);
  await again.write("d", { text: "four" });
  expect(Object.keys((await opened())[1])).toEqual(["a", "c", "d"]);
  expect(await readdir(folder)).toHaveLength(1);
});

test("a line that was cut short is no document, and spoils none after it", async () => {
  const [ledger] = await opened();
  await ledger.write("a", { text: "whole" });
  await appendFile(ledger.path, '\n{"name":"b","docum');
  await ledger.write("c", { text: "after it" });
  const [again, found] = await opened();
  expect(Object.keys(found)).toEqual(["a", "c"]);
  expect(await lineCount(again)).toBe(2);
});

test("documents in files of their own are taken over once", async () => {
  const files = new DocumentFiles<Note>(folder);
  await files.load();
  for (const name of ["a.json", "b.json"]) await files.write(name, { text: name });
  const [ledger, found] = await opened();
  expect(Object.keys(found).sort()).toEqual(["a.json", "b.json"]);
  await ledger.remove("a.json");
  expect(Object.keys((await opened())[1])).toEqual(["b.json"]);
});
