import { describe, expect, test } from "vitest";
import { readFields } from "./fields";
import { boundaryOf, FormReader } from "./form-reader";

const part = (disposition: string, content: string, more = "") =>
  `--b0\r\nContent-Disposition: ${disposition}\r\n${more}\r\n${content}\r\n`;
const field = (name: string, content: string) => part(`form-data; name="${name}"`, content);
const FILE = part(
  'form-data; name="file"; filename="a.txt"',
  "the\r\n--b\r\nfile",
  "Content-Type: text/plain\r\n",
);
const END = "--b0--\r\n";

async function* pieces(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(text: string, size = text.length) {
  const reader = new FormReader(pieces(text, size), "b0");
  const fields = await readFields(reader);
  const content: Buffer[] = [];
  for await (const piece of reader.content()) content.push(piece);
  await reader.finish();
  const values = Object.fromEntries([...fields].map(([name, { value }]) => [name, value]));
  return { values, file: Buffer.concat(content).toString() };
}

describe("a form", () => {
  const whole = `${field("Key", "k/${filename}")}${field("a", "1")}${field("A", "2")}${FILE}${END}`;

  test.each([1, 2, 3, 7, 64, 4096])("reads the same in pieces of %d bytes", async (size) => {
    expect(await read(whole, size)).toEqual({
      values: { key: "k/a.txt", a: "1,2" },
      file: "the\r\n--b\r\nfile",
    });
  });

  test("keeps the variable where the file has no name, and drops it where the name is empty", async () => {
    const named = (disposition: string) => `${field("key", "k-${filename}")}${part(disposition, "x")}${END}`;
    expect((await read(named('form-data; name="file"'))).values.key).toBe("k-${filename}");
    expect((await read(named('form-data; name="file"; filename=""'))).values.key).toBe("k-");
    expect((await read(named('form-data; name="file"; filename="$&.txt"'))).values.key).toBe("k-$&.txt");
  });

  test.each([
    ["a preamble", `hello\r\n${whole}`],
    ["bare line feeds", whole.replaceAll("\r\n", "\n")],
    ["no end", whole.slice(0, -END.length)],
    ["half an end", whole.slice(0, -3)],
    ["a part without a name", whole.replace('; name="Key"', "")],
    ["a part without a disposition", whole.replace("Content-Disposition", "Content-Something")],
    ["another disposition", whole.replace('form-data; name="file"', 'file; name="file"')],
    ["a header without a colon", whole.replace("Content-Type: text/plain", "Content-Type text/plain")],
    ["an encoded part", whole.replace("Content-Type: text/plain", "Content-Transfer-Encoding: base64")],
    ["a name that is not UTF-8", whole.replace("text/plain", "\ud800")],
  ])("with %s is none", async (what, text) => {
    // The replacement character that a lone surrogate becomes is no such byte: it stands for one here.
    const bytes = what.includes("UTF-8")
      ? Buffer.from(text.replace("\ud800", "\u00ff"), "latin1")
      : Buffer.from(text);
    const reader = new FormReader(
      (async function* () {
        yield bytes;
      })(),
      "b0",
    );
    const outcome = (async () => {
      await readFields(reader);
      for await (const _piece of reader.content());
      await reader.finish();
    })();
    await expect(outcome).rejects.toMatchObject({ code: "MalformedPOSTRequest" });
  });

  test("has one file", async () => {
    await expect(read(`${field("key", "k")}${END}`)).rejects.toMatchObject({
      code: "InvalidArgument",
      details: { ArgumentName: "file", ArgumentValue: "0" },
    });
    await expect(read(`${FILE}${FILE}${END}`)).rejects.toMatchObject({
      details: { ArgumentName: "file", ArgumentValue: "2" },
    });
  });

  test("holds 20 KB before the file, however they are spread, and any number in it", async () => {
    const large = FILE.replace("the", "x".repeat(100_000));
    expect((await read(`${field("a", "x".repeat(19_000))}${large}${END}`)).file).toHaveLength(100_011);
    for (const before of [
      field("a", "x".repeat(20_481)),
      field("a", "").repeat(400),
      part(`form-data; name="${"n".repeat(20_481)}"`, ""),
    ])
      await expect(read(`${before}${FILE}${END}`, 1000)).rejects.toMatchObject({
        code: "MaxPostPreDataLengthExceeded",
      });
  });
});

test.each([
  ["multipart/form-data; boundary=abc", "abc"],
  ['multipart/form-data; boundary="a b:c"', "a b:c"],
  ["multipart/form-data; charset=utf-8; boundary=abc; x=y", "abc"],
  ["multipart/form-data", null],
  ["multipart/form-data; boundary=", null],
  [`multipart/form-data; boundary=${"a".repeat(71)}`, null],
])("the boundary of %s is %s", (type, boundary) => {
  if (boundary === null) expect(() => boundaryOf(type)).toThrow("not well-formed");
  else expect(boundaryOf(type)).toBe(boundary);
});
