import { describe, expect, it } from "vitest";
import { candidatesOf, candidatesOfDrop } from "./candidates";
import { isJunk } from "./junk";
import { candidatesOfPaste, screenshotName } from "./paste";
import type { Candidate } from "./transfer";

type Tree = { [name: string]: Tree | string };

/** What a browser hands out for a dropped folder, three entries at a time. */
function entryOf(name: string, content: Tree | string): unknown {
  if (content === "unreadable")
    return {
      name,
      isFile: true,
      isDirectory: false,
      file: (_: unknown, no: (e: Error) => void) => no(new Error("no")),
    };
  if (typeof content === "string") {
    const file = (yes: (file: File) => void) => yes(new File([content], name));
    return { name, isFile: true, isDirectory: false, file };
  }
  const createReader = () => {
    const left = Object.entries(content).map(([child, value]) => entryOf(child, value));
    return { readEntries: (yes: (entries: unknown[]) => void) => yes(left.splice(0, 3)) };
  };
  return { name, isFile: false, isDirectory: true, createReader };
}

describe("what was dropped", () => {
  const drop = (entries: unknown[], skipJunk = true) => {
    const items = entries.map((entry) => ({
      kind: "file",
      webkitGetAsEntry: () => entry,
      getAsFile: () => null,
    }));
    return candidatesOfDrop({ items: [{ kind: "string" }, ...items] } as unknown as DataTransfer, skipJunk);
  };

  it("is walked to the last entry, empty folders included, and one bad file spoils nothing", async () => {
    const many = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`f${index}`, "x"]));
    const entries = [entryOf("d", { many, empty: {}, bad: "unreadable", z: "z" }), entryOf("top", "t")];
    const found = [];
    for await (const candidate of drop(entries)) found.push(candidate);
    const paths = found.map(({ path }) => path);
    expect(paths).toHaveLength(14);
    expect(paths.slice(-4)).toEqual(["d/empty/", "d/bad", "d/z", "top"]);
    expect(found.find(({ path }) => path === "d/empty/")).toHaveProperty("folder", true);
    expect(found.find(({ path }) => path === "d/bad")).toHaveProperty("problem");
  });

  const pathsOf = async (found: AsyncIterable<Candidate>) => {
    const told = [];
    for await (const candidate of found)
      told.push("junk" in candidate ? `junk ${candidate.path}` : candidate.path);
    return told;
  };

  it("leaves out what systems put into folders, and does not look into their own", async () => {
    const d = {
      ".DS_Store": "x",
      "a.txt": "a",
      "._a.txt": "x",
      __MACOSX: { deep: "x" },
      only: { "Thumbs.db": "x" },
    };
    const left = ["junk d/.DS_Store", "junk d/._a.txt", "junk d/__MACOSX"];
    const [junk, rest] = [left, ["d/a.txt", "junk d/only/Thumbs.db", "d/only/"]];
    expect((await pathsOf(drop([entryOf("d", d)]))).sort()).toEqual([...junk, ...rest].sort());
    expect(await pathsOf(drop([entryOf("d", d)], false))).toHaveLength(5);
  });

  it("takes a file that was dropped alone, whatever its name", async () => {
    expect(await pathsOf(drop([entryOf("desktop.ini", "x")]))).toEqual(["desktop.ini"]);
    expect(await pathsOf(drop([entryOf("desktop.ini", "x"), entryOf("a", "x")]))).toEqual([
      "junk desktop.ini",
      "a",
    ]);
  });

  it("says which folder broke off, and goes on with the next", async () => {
    const broken = {
      name: "broken",
      isFile: false,
      isDirectory: true,
      createReader: () => ({ readEntries: (_: unknown, no: (e: Error) => void) => no(new Error("no")) }),
    };
    const found = [];
    for await (const candidate of drop([broken, entryOf("a", "x")])) found.push(candidate);
    expect(found).toMatchObject(
      [{ path: "broken/", problem: /folder could not be read/ }, { path: "a" }].map(({ path }) => ({ path })),
    );
    expect(found[0]).toHaveProperty("problem");
  });

  it("hands out the first file before the rest is read", async () => {
    const endless = {
      name: "d",
      isFile: false,
      isDirectory: true,
      createReader: () => ({ readEntries: () => undefined }),
    };
    const first = await drop([entryOf("a", "x"), endless]).next();
    expect(first.value).toMatchObject({ path: "a" });
  });
});

describe("what a picker chose", () => {
  it("keeps the path inside the chosen folder", () => {
    const inFolder = Object.assign(new File([], "b"), { webkitRelativePath: "a/b" });
    const paths = [...candidatesOf([inFolder, new File([], "c")], true)].map(({ path }) => path);
    expect(paths).toEqual(["a/b", "c"]);
  });
});

describe("isJunk", () => {
  it.each([".DS_Store", "a/b/thumbs.db", "a/DESKTOP.INI", "._x", "disk/.Trashes/mine.txt", "__MACOSX/a/._b"])(
    "knows %s",
    (path) => expect(isJunk(path)).toBe(true),
  );
  it.each(["DS_Store", "a/thumbs.db.txt", "._", "my.Trashes/a", "_.a", ".env"])("keeps %s", (path) =>
    expect(isJunk(path)).toBe(false),
  );
});

describe("what was pasted", () => {
  const now = new Date(2026, 10, 23, 7, 15, 30);
  const paste = (files: File[], ...types: string[]) =>
    candidatesOfPaste({ files: files as unknown as FileList, types }, now).map(({ path }) => path);
  const image = (lastModified: number) => new File([], "image.png", { type: "image/png", lastModified });

  it("has a screenshot named by its time", () => {
    expect(paste([image(now.getTime() - 20)], "Files")).toEqual(["Screenshot 2026-11-23 at 07.15.30.png"]);
    expect(screenshotName(new Date(2026, 0, 2, 3, 4, 5))).toBe("Screenshot 2026-01-02 at 03.04.05.png");
  });

  it("keeps the name of a file that was copied", () => {
    expect(paste([image(0), new File([], "b.pdf")], "Files", "text/plain")).toEqual(["image.png", "b.pdf"]);
  });

  it("takes no picture of a table that was copied", () => {
    expect(paste([image(now.getTime())], "text/plain", "Files")).toEqual([]);
  });
});
