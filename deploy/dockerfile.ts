import { readFileSync } from "node:fs";

type Instruction = { name: string; flags: Record<string, string>; text: string };
type Stage = { from: string; name: string; instructions: Instruction[] };

/** The stages of a Dockerfile, for tests where there is no Docker: as much of its language as Cooper's own one speaks. */
export function readDockerfile(file: string): Stage[] {
  const lines = readFileSync(file, "utf8")
    .replace(/^\s*#.*\n/gm, "")
    .replace(/\\\n\s*/g, "")
    .split("\n")
    .filter((line) => line.trim() !== "");
  const args = new Map<string, string>();
  const stages: Stage[] = [];
  for (const line of lines) {
    const [, name = "", rest = ""] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    const stage = stages.at(-1);
    if (name === "FROM") {
      const [, from = "", as = ""] = /^(\S+) AS (\S+)$/.exec(rest) ?? [];
      stages.push({ from: fill(from, args), name: as, instructions: [] });
    } else if (stage) stage.instructions.push(parse(name, rest));
    else if (name === "ARG") args.set(...pair(rest));
    else throw new Error(`${name} stands before the first FROM.`);
  }
  return stages;
}

/** What a container of the last stage starts with. */
export function readImage(file: string) {
  const stage = readDockerfile(file).at(-1);
  if (!stage) throw new Error(`${file} has no stage.`);
  const all = (name: string) => stage.instructions.filter((one) => one.name === name);
  const last = (name: string) => all(name).at(-1)?.text ?? "";
  const env = all("ENV").flatMap(({ text }) => text.split(/\s+/).map(pair));
  return {
    from: stage.from,
    env: Object.fromEntries(env),
    copies: all("COPY").map(({ flags, text }) => {
      const [from = "", to = "", ...more] = text.split(/\s+/);
      if (more.length > 0) throw new Error(`COPY ${text} has more than one source.`);
      return { stage: flags.from, owner: flags.chown, from, to };
    }),
    user: last("USER"),
    workdir: last("WORKDIR"),
    volume: last("VOLUME"),
    port: last("EXPOSE"),
    stopSignal: last("STOPSIGNAL"),
    command: JSON.parse(last("CMD")) as string[],
    healthCommand: JSON.parse(last("HEALTHCHECK").replace(/^CMD\s+/, "")) as string[],
  };
}

function parse(name: string, rest: string): Instruction {
  const flags: Record<string, string> = {};
  const text = rest.replace(/^(--[\w-]+=\S+\s+)+/, (all) => {
    for (const flag of all.trim().split(/\s+/)) {
      const [key, value] = pair(flag.slice(2));
      flags[key] = value;
    }
    return "";
  });
  return { name, flags, text };
}

function pair(text: string): [string, string] {
  const at = text.indexOf("=");
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

const fill = (text: string, args: ReadonlyMap<string, string>) =>
  text.replace(/\$\{(\w+)\}/g, (_, name: string) => args.get(name) ?? "");
