import { numbered, safeName } from "./safe-name";

/**
 * Gives each path a name of its own below one folder: safe on every system, and different from all others also where
 * `a` is `A`, or where composed and decomposed letters are the same. Files keep what they are called as long as nobody
 * was there before them; of two, the later is numbered. Folders that differ in case alone become one where the system
 * sees no difference, so their files are compared as if they were.
 */
export function createNameTable() {
  const taken = createTaken();
  /** Folders that are called otherwise than `safeName` says, by their path as it came. */
  const renamed = new Map<string, string>();
  /** Where the numbers go on of a name that many want: trying each again would take for ever. */
  const numbers = new Map<string, number>();
  let lastFolder = "";
  let lastName = "";

  function folder(path: string): string {
    if (path === lastFolder) return lastName;
    let name = "";
    for (let from = 0, to = path.indexOf("/"); to !== -1; from = to + 1, to = path.indexOf("/", from)) {
      const raw = path.slice(0, to + 1);
      const known = renamed.get(raw);
      name = known ?? claim(name, safeName(path.slice(from, to)), "folder");
      if (known === undefined && name !== raw) renamed.set(raw, name);
    }
    lastFolder = path;
    lastName = name;
    return name;
  }

  function claim(parent: string, segment: string, kind: Kind): string {
    const wanted = parent + segment;
    for (let number = 1; ; number = Math.max(number + 1, numbers.get(folded(wanted)) ?? 0)) {
      const name = number === 1 ? wanted : parent + numbered(segment, number);
      const there = taken.kind(name);
      // Folders may be met again and again; files may not.
      if (there === null || (there === "folder" && kind === "folder")) {
        if (there === null) taken.add(name, kind);
        if (number > 1) numbers.set(folded(wanted), number + 1);
        return kind === "folder" ? `${name}/` : name;
      }
    }
  }

  return {
    /** A path that ends in `/` is a folder; it answers the same name each time. */
    folder,
    file(path: string): string {
      const slash = path.lastIndexOf("/") + 1;
      return claim(folder(path.slice(0, slash)), safeName(path.slice(slash)), "file");
    },
    /** A further name beside one that was settled before, for what cannot have that. */
    another(name: string): string {
      const slash = name.lastIndexOf("/") + 1;
      return claim(name.slice(0, slash), name.slice(slash), "file");
    },
  };
}

type Kind = "file" | "folder";

const START = 1024;

/**
 * A set of names by 52 bits of their hash: a million of them is 16 MB. That two names share one is next to impossible, and
 * then does no more than number one of them.
 */
function createTaken() {
  let slots = new Float64Array(START);
  let count = 0;

  function find(table: Float64Array, hash: number): number {
    const mask = table.length - 1;
    let at = (hash % 2 ** 31) & mask;
    while (table[at] !== 0 && Math.floor((table[at] ?? 0) / 2) !== hash) at = (at + 1) & mask;
    return at;
  }

  return {
    kind(name: string): Kind | null {
      const slot = slots[find(slots, hashOf(name))] ?? 0;
      if (slot === 0) return null;
      return slot % 2 === 0 ? "file" : "folder";
    },
    add(name: string, kind: Kind): void {
      if (++count * 2 > slots.length) {
        const larger = new Float64Array(slots.length * 2);
        for (const slot of slots) if (slot !== 0) larger[find(larger, Math.floor(slot / 2))] = slot;
        slots = larger;
      }
      const hash = hashOf(name);
      slots[find(slots, hash)] = hash * 2 + (kind === "folder" ? 1 : 0);
    },
  };
}

/** The same for all names that some system takes for one: `ß` is `SS` and `ς` is `Σ` to macOS. */
const folded = (name: string) => name.normalize("NFD").toUpperCase().toLowerCase().normalize("NFC");

/** Two multiplicative hashes over the folded name, 26 bits of each; never 0, which marks a free slot. */
function hashOf(name: string): number {
  const text = folded(name);
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b) ^ (b >>> 13);
  }
  a = Math.imul(a ^ (a >>> 15), 0x2c1b3c6d);
  b = Math.imul(b ^ (b >>> 16), 0x27d4eb2f);
  return ((a ^ (a >>> 13)) >>> 6) * 2 ** 26 + ((b ^ (b >>> 15)) >>> 6) || 1;
}
