/** A file of any size that takes no memory. */
export function fakeFile(name: string, size: number, readable = true): File {
  const blob = (length: number): Blob =>
    ({
      size: length,
      type: "",
      arrayBuffer: async () => {
        if (!readable) throw new DOMException("Changed.", "NotReadableError");
        return new ArrayBuffer(0);
      },
      slice: (start: number, end: number) => blob(Math.min(end, length) - Math.min(start, length)),
    }) as Blob;
  return Object.assign(blob(size), { name, type: "", lastModified: 0, webkitRelativePath: "" }) as File;
}
