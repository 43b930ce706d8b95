import "server-only";
import { readFileSync } from "node:fs";
import { readSecret } from "./environment";
import { Mistakes, type Path } from "./mistakes";
import type { Environment } from "./types";

/** Fields that may come from a file: `secretAccessKeyFile: /run/secrets/key` stands for `secretAccessKey`. */
const FROM_FILE = new Set([
  "accessKeyId",
  "secretAccessKey",
  "sessionToken",
  "clientSecret",
  "passwordHash",
  "sha256",
  "ca",
]);

/** Replaces `${NAME}` by the environment's value and `<field>File` by the file's content, everywhere in the parsed YAML. */
export function fillIn(value: unknown, env: Environment, mistakes: Mistakes, path: Path = []): unknown {
  if (typeof value === "string") return fillString(value, env, mistakes, path);
  if (Array.isArray(value)) return value.map((item, index) => fillIn(item, env, mistakes, [...path, index]));
  if (typeof value !== "object" || value === null) return value;
  const filled: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) {
    const here = [...path, name];
    const content = fillIn(item, env, mistakes, here);
    const field = name.endsWith("File") ? name.slice(0, -"File".length) : undefined;
    if (field === undefined || !FROM_FILE.has(field)) {
      filled[name] = content;
      continue;
    }
    if (Object.hasOwn(value, field)) mistakes.add(here, `stands beside \`${field}\`: keep one of them.`);
    filled[field] = readField(content, mistakes, here);
  }
  return filled;
}

function fillString(value: string, env: Environment, mistakes: Mistakes, path: Path): string {
  return value.replace(/\$\{([^}]*)\}/g, (whole, name: string) => {
    // `${user.id}` belongs to a grant's prefix and is filled in for each actor.
    if (name === "user.id" && path[0] === "grants" && path.at(-1) === "prefix") return whole;
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      mistakes.add(
        path,
        `holds ${whole}: \${NAME} reads the variable NAME, and a grant's prefix may hold \${user.id}.`,
      );
      return "";
    }
    const found = new Mistakes();
    const filled = readSecret(env, name, found);
    for (const mistake of found.list) mistakes.add(path, `${mistake.path} ${mistake.message}`);
    if (filled === undefined && found.list.length === 0)
      mistakes.add(path, `reads the environment variable ${name}, which is not set.`);
    return filled ?? "";
  });
}

function readField(file: unknown, mistakes: Mistakes, path: Path): string | undefined {
  if (typeof file !== "string" || file === "") {
    mistakes.add(path, "must be the path of a file.");
    return undefined;
  }
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    mistakes.add(path, `cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
    // Not undefined: one mistake is enough, the field need not be reported as missing too.
    return "";
  }
}
