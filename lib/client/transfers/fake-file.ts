/** A file of any size that takes no memory; `version` tells files of one name apart. */
export function fakeFile(name: string, size: number, readable = true, version = ""): File {
  const blob = (start: number, end: number): Blob =>
    ({
      size: end - start,
      type: "",
      content: `${name}${version} ${start}-${end}`,
      arrayBuffer: async () => {
        if (!readable) throw new DOMException("Changed.", "NotReadableError");
        return new ArrayBuffer(0);
      },
      slice: (from: number, to: number) =>
        blob(start + Math.min(from, end), start + Math.min(to, end - start)),
    }) as unknown as Blob;
  const given = { name, type: "", lastModified: 0, webkitRelativePath: "" };
  return Object.assign(blob(0, size), given) as File;
}

/** What stands for the bytes of a fake file, or, of the MD5s that were put together, nothing that is known. */
export function contentOf(blob: Blob): string {
  return "content" in blob ? String(blob.content) : `some ${blob.size} bytes`;
}
