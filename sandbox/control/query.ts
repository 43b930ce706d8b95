import { z } from "zod";
import { type Ask, ControlError } from "./route";

/** A number as a query carries it. */
export const count = z.coerce.number().pipe(z.int().min(0));

/** The query as a schema wants it; what is wrong is refused by name. */
export function parseQuery<Schema extends z.ZodType>(schema: Schema, { query }: Ask): z.infer<Schema> {
  const parsed = schema.safeParse(Object.fromEntries(query));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  const list = problems.map(({ path, message }) => `${path}: ${message}`).join("; ");
  throw new ControlError(400, `The query is wrong: ${list}`, problems);
}
