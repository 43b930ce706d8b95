import "server-only";
import { isNode, LineCounter, parseDocument } from "yaml";
import { Mistakes, type Path } from "./mistakes";

/** Parses cooper.yaml and keeps the lines, so that each mistake can say where it stands. */
export function parseYaml(text: string): { data: unknown; mistakes: Mistakes } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const lineOf = (path: Path): number | null => {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return null;
  };
  const mistakes = new Mistakes(lineOf);
  for (const error of document.errors)
    mistakes.addAt(lines.linePos(error.pos[0]).line, "YAML", error.message.split("\n")[0] ?? error.message);
  if (mistakes.list.length > 0) return { data: null, mistakes };
  try {
    return { data: document.toJS({ maxAliasCount: 100 }) ?? {}, mistakes };
  } catch (error) {
    mistakes.addAt(null, "YAML", error instanceof Error ? error.message : String(error));
    return { data: null, mistakes };
  }
}
