import "server-only";
import { z } from "zod";
import { actionSchema } from "@/lib/schemas/primitives";
import { closest } from "./closest";
import type { Mistakes, Path } from "./mistakes";

type Issue = z.core.$ZodIssue;

/** Parses one entry of cooper.yaml; what is wrong with it goes into `mistakes`, in words that say what would be right. */
export function parseEntry<T>(
  schema: z.ZodType<T>,
  value: unknown,
  path: Path,
  mistakes: Mistakes,
): T | undefined {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const here = [...path, ...issue.path.map((part) => (typeof part === "symbol" ? String(part) : part))];
    if (issue.code === "unrecognized_keys") {
      const known = fieldsAt(schema, issue.path);
      for (const key of issue.keys) mistakes.add([...here, key], unknownField(key, known));
    } else mistakes.add(here, describe(issue));
  }
  return undefined;
}

/** What to say of a field that does not exist: the one that was probably meant, else all of them. */
export function unknownField(name: string, known: readonly string[]): string {
  const meant = closest(name, known);
  return meant
    ? `there is no such field; did you mean \`${meant}\`?`
    : `there is no such field; there are ${known.join(", ")}.`;
}

function describe(issue: Issue): string {
  if (issue.code === "invalid_type") {
    if (issue.input === undefined) return "is missing.";
    return `must be ${issue.expected === "array" ? "a list" : `a ${issue.expected}`}.`;
  }
  if (issue.code === "invalid_value" && actionSchema.options.every((name) => issue.values.includes(name))) {
    const meant = closest(String(issue.input), actionSchema.options);
    return `is no action${meant ? `; did you mean \`${meant}\`` : ""}: there are ${actionSchema.options.join(", ")}.`;
  }
  return issue.message.endsWith(".") ? issue.message : `${issue.message}.`;
}

function fieldsAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let here: unknown = schema;
  for (const part of path) {
    here = unwrap(here);
    if (!(here instanceof z.ZodObject)) return [];
    here = here.shape[String(part)];
  }
  here = unwrap(here);
  return here instanceof z.ZodObject ? Object.keys(here.shape) : [];
}

function unwrap(schema: unknown): unknown {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? unwrap(schema.unwrap()) : schema;
}
