import { describe, expect, it } from "vitest";
import { fakeFile } from "../fake-file";
import type { Candidate } from "../transfer";
import { divert } from "./divert";
import { handlesOfDrop } from "./dropped-handles";
import { withHandles } from "./with-handles";

const MiB = 1024 * 1024;
const file = (name: string) => ({ kind: "file", name }) as FileSystemFileHandle;

function folder(name: string, inside: FileSystemHandle[]): FileSystemDirectoryHandle {
  const get = async (wanted: string) => {
    const found = inside.find((handle) => handle.name === wanted);
    if (!found) throw new DOMException("Not there.", "NotFoundError");
    return found;
  };
  return {
    kind: "directory",
    name,
    getFileHandle: get,
    getDirectoryHandle: get,
  } as FileSystemDirectoryHandle;
}

const dropped = (...handles: (FileSystemHandle | null)[]) =>
  handles.map((handle) => ({
    kind: "file",
    getAsFileSystemHandle: () => (handle ? Promise.resolve(handle) : Promise.reject(new Error("No."))),
  })) as unknown as DataTransferItem[];

describe("handles of what was dropped", () => {
  it("are found by path, however deep", async () => {
    const at = handlesOfDrop(dropped(file("a"), folder("trip", [folder("day 1", [file("b")])])));
    expect((await at("a"))?.name).toBe("a");
    expect((await at("trip/day 1/b"))?.name).toBe("b");
  });

  it("are none where the browser has none, the path leads nowhere or the name is not unique", async () => {
    const at = handlesOfDrop(dropped(file("a"), file("a"), null, folder("trip", [file("b")])));
    for (const path of ["a", "x", "trip", "trip/c", "trip/b/c"]) expect(await at(path)).toBeNull();
    expect(await handlesOfDrop([{ kind: "file" } as DataTransferItem])("a")).toBeNull();
  });

  it("come with the files that are sent in parts", async () => {
    async function* candidates(): AsyncGenerator<Candidate> {
      yield { path: "large", file: fakeFile("large", 20 * MiB) };
      yield { path: "small", file: fakeFile("small", MiB) };
      yield { path: "empty/", folder: true };
    }
    const found: unknown[] = [];
    for await (const candidate of withHandles(candidates(), async (path) => file(path)))
      found.push("handle" in candidate ? candidate.handle?.name : null);
    expect(found).toEqual(["large", null, null]);
  });
});

describe("files on their way", () => {
  const files: Candidate[] = ["a", "b"].map((path) => ({ path, file: fakeFile(path, 1) }));
  const takes = ({ path }: Candidate) => path === "a";

  it("go without those that are taken, a list as a list and a stream as a stream", async () => {
    async function* stream() {
      yield* files;
    }
    const list = divert(files, takes);
    expect(Symbol.asyncIterator in list).toBe(false);
    expect([...(list as Iterable<Candidate>)].map(({ path }) => path)).toEqual(["b"]);
    const passed: string[] = [];
    for await (const { path } of divert(stream(), takes)) passed.push(path);
    expect(passed).toEqual(["b"]);
  });
});
