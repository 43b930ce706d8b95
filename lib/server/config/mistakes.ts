import "server-only";

/** One thing that is wrong in the configuration: where it stands and what would be right. */
export type Mistake = { line: number | null; path: string; message: string };

export type Path = readonly (string | number)[];

/** Gathers every mistake, so that an administrator mends them in one go and not one start at a time. */
export class Mistakes {
  readonly list: Mistake[] = [];
  #lineOf: (path: Path) => number | null;

  constructor(lineOf: (path: Path) => number | null = () => null) {
    this.#lineOf = lineOf;
  }

  /** A mistake in cooper.yaml, at the line of the closest node that exists. */
  add(path: Path, message: string): void {
    this.list.push({ line: this.#lineOf(path), path: formatPath(path), message });
  }

  /** A mistake in an environment variable or in a file that it names. */
  addVariable(name: string, message: string): void {
    this.list.push({ line: null, path: name, message });
  }

  addAt(line: number | null, path: string, message: string): void {
    this.list.push({ line, path, message });
  }
}

export class ConfigMistakes extends Error {
  override readonly name = "ConfigMistakes";
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    super(`The configuration has ${mistakes.length} mistake${mistakes.length === 1 ? "" : "s"}.`);
    this.mistakes = mistakes;
  }
}

/** One line a mistake: `cooper.yaml:12 connections[0].endpoint: …`. */
export function formatMistake({ line, path, message }: Mistake, file: string | undefined): string {
  const place = line === null ? "" : `${file ?? "cooper.yaml"}:${line} `;
  return `${place}${path}: ${message}`;
}

function formatPath(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");
}
