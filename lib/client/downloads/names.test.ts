import { describe, expect, it } from "vitest";
import { createNameTable } from "./name-table";
import { numbered, safeName } from "./safe-name";

describe("a name", () => {
  it.each([
    ["report.pdf", "report.pdf"],
    ["Größe 🪣.txt", "Größe 🪣.txt"],
    [".env", ".env"],
    ["", "_"],
    [".", "_"],
    ["..", "__"],
    ["...", "___"],
    ["C:", "C_"],
    ["a\\b", "a_b"],
    ["..\\..\\x", ".._.._x"],
    ['<>:"|?*', "_______"],
    ["line\nbreak\u0000\u007f\u0085", "line_break___"],
    ["gpj.\u202eexe", "gpj._exe"],
    ["CON", "CON_"],
    ["nul.txt", "nul_.txt"],
    ["Com1.tar.gz", "Com1_.tar.gz"],
    ["com¹", "com¹_"],
    ["CONSOLE", "CONSOLE"],
    ["nul .txt", "nul_ .txt"],
    ["COM10", "COM10"],
    ["trailing. .", "trailing___"],
    ["half \ud800 pair", "half \ufffd pair"],
  ])("that was %j is %j", (key, name) => expect(safeName(key)).toBe(name));

  it("is cut where it is too long, behind its stem and never inside a letter", () => {
    const long = safeName(`${"ä".repeat(300)}.jpeg`);
    expect(new TextEncoder().encode(long).length).toBeLessThanOrEqual(240);
    expect(long).toMatch(/^ä+\.jpeg$/);
    expect(safeName("🪣".repeat(300)).isWellFormed()).toBe(true);
    expect(safeName("x".repeat(240))).toHaveLength(240);
  });

  it("carries its number before its extension", () => {
    expect(numbered("a.tar.gz", 2)).toBe("a.tar (2).gz");
    expect(numbered(".env", 3)).toBe(".env (3)");
    expect(numbered("a.no extension at all", 2)).toBe("a.no extension at all (2)");
  });
});

describe("names beside each other", () => {
  const names = (...paths: string[]) => {
    const table = createNameTable();
    return paths.map((path) => (path.endsWith("/") ? table.folder(path) : table.file(path)));
  };

  it("never lead out of the folder", () => {
    const hostile = [
      "../../etc/passwd",
      "/etc/passwd",
      "C:\\x",
      "a/../../b",
      "\\\\host\\share",
      "./a",
      "a//b",
      "//x",
    ];
    for (const name of names(...hostile)) {
      expect(
        name.split("/").some((segment) => ["", ".", ".."].includes(segment)),
        name,
      ).toBe(false);
      expect(name, name).not.toMatch(/[\\:]/);
    }
  });

  it("are told apart where a system does not", () => {
    expect(names("a", "A", "ä", "a\u0308", "x:", "x?", "x_")).toEqual([
      "a",
      "A (2)",
      "ä",
      "a\u0308 (2)",
      "x_",
      "x_ (2)",
      "x_ (3)",
    ]);
    expect(names("straße", "STRASSE", "ΟΔΟΣ", "οδοσ", "οδος", "ﬁx", "fix")).toEqual([
      "straße",
      "STRASSE (2)",
      "ΟΔΟΣ",
      "οδοσ (2)",
      "οδος (3)",
      "ﬁx",
      "fix (2)",
    ]);
    expect(names("d/a", "D/A", "D/b")).toEqual(["d/a", "D/A (2)", "D/b"]);
    expect(names("a.txt", "a (2).txt", "A.txt")).toEqual(["a.txt", "a (2).txt", "A (3).txt"]);
  });

  it("are a file and a folder that are called the same", () => {
    expect(names("a", "a/b", "a/c", "a/")).toEqual(["a", "a (2)/b", "a (2)/c", "a (2)/"]);
    expect(names("a/b", "a", "a/c")).toEqual(["a/b", "a (2)", "a/c"]);
    expect(names("a/b/c", "x", "a/b", "a/b/d")).toEqual(["a/b/c", "x", "a/b (2)", "a/b/d"]);
  });

  it("are all different, a hundred thousand of them, in a second or two", () => {
    const table = createNameTable();
    const seen = new Set<string>();
    for (let n = 0; n < 100_000; n++)
      seen.add(table.file(`logs/${n % 97}/file-${n.toString(36)}.gz`).toLowerCase());
    expect(seen.size).toBe(100_000);
    expect(table.file("logs/0/file-0.gz")).toBe("logs/0/file-0 (2).gz");
  });

  it("are numbered without trying each number again", () => {
    const table = createNameTable();
    const seen = new Set<string>();
    for (let n = 0; n < 20_000; n++) seen.add(table.file(`${"x".repeat(250)}${n}.gz`));
    expect(seen.size).toBe(20_000);
  });
});
