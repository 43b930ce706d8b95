type Node = Map<string, Uint8Array<ArrayBuffer> | Node>;

/** A folder of files in memory behind the browser's handles: what is written appears only when it is closed. */
export function createFakeDisk() {
  const root: Node = new Map();
  const disk = {
    root,
    times: new Map<string, number>(),
    writes: [] as { position: number; length: number }[],
    aborted: 0,
    /** Names whose handles take so many turns longer. */
    delays: new Map<string, number>(),
    /** Where another program makes a folder just before a file of that name is made. */
    appearing: null as string | null,
    /** Thrown by the next writes. */
    failing: null as Error | null,
    directory: (node: Node = root, name = "disk"): FileSystemDirectoryHandle =>
      ({
        name,
        kind: "directory",
        async getDirectoryHandle(child: string, options?: { create?: boolean }) {
          const there = node.get(child);
          if (there instanceof Map) return disk.directory(there, child);
          if (there) throw new DOMException("A file.", "TypeMismatchError");
          if (child.endsWith(".lnk")) throw new TypeError("Name is not allowed.");
          if (!options?.create) throw new DOMException("Nothing.", "NotFoundError");
          const made: Node = new Map();
          node.set(child, made);
          return disk.directory(made, child);
        },
        async getFileHandle(child: string, options?: { create?: boolean }) {
          const there = node.get(child);
          for (let turns = disk.delays.get(child) ?? 0; turns > 0; turns--) await null;
          if (there instanceof Map) throw new DOMException("A folder.", "TypeMismatchError");
          if (child.endsWith(".lnk")) throw new TypeError("Name is not allowed.");
          if (!there && !options?.create) throw new DOMException("Nothing.", "NotFoundError");
          if (!there && child === disk.appearing) throw new DOMException("A folder.", "TypeMismatchError");
          if (!there) node.set(child, new Uint8Array(0));
          return disk.file(node, child);
        },
        async removeEntry(child: string) {
          node.delete(child);
        },
      }) as unknown as FileSystemDirectoryHandle,
    file: (node: Node, name: string): FileSystemFileHandle =>
      ({
        name,
        kind: "file",
        async getFile() {
          const bytes = node.get(name) as Uint8Array<ArrayBuffer>;
          return new File([bytes], name, { lastModified: disk.times.get(name) ?? Date.now() });
        },
        async createWritable() {
          let content = new Uint8Array(0);
          let cursor = 0;
          return {
            async write(data: Uint8Array | string | { position: number; data: Uint8Array }) {
              if (disk.failing) throw disk.failing;
              const plain = typeof data === "string" ? new TextEncoder().encode(data) : data;
              const [position, bytes] = "position" in plain ? [plain.position, plain.data] : [cursor, plain];
              disk.writes.push({ position, length: bytes.length });
              if (position + bytes.length > content.length) {
                const larger = new Uint8Array(position + bytes.length);
                larger.set(content);
                content = larger;
              }
              content.set(bytes, position);
              cursor = position + bytes.length;
            },
            async close() {
              node.set(name, content);
            },
            async abort() {
              disk.aborted++;
            },
          };
        },
      }) as unknown as FileSystemFileHandle,
    /** Every path with its bytes; those of folders end in `/`. */
    paths(node: Node = root, above = ""): string[] {
      return [...node].flatMap(([name, child]) =>
        child instanceof Map
          ? [`${above}${name}/`, ...disk.paths(child, `${above}${name}/`)]
          : [above + name],
      );
    },
    read(path: string): Uint8Array<ArrayBuffer> | undefined {
      let node: Node | Uint8Array<ArrayBuffer> | undefined = root;
      for (const name of path.split("/")) node = node instanceof Map ? node.get(name) : undefined;
      return node instanceof Map ? undefined : node;
    },
  };
  return disk;
}
