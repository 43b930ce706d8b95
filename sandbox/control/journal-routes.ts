import { z } from "zod";
import { OUTCOMES } from "../journal/entry";
import { type Ask, ControlError, ok, type Route } from "./route";

const count = z.coerce.number().pipe(z.int().min(0));
/** Ten minutes, below which no client gives up on its own. */
const deadline = count.pipe(z.number().max(600_000)).default(10_000);

const filter = {
  after: count.default(0),
  operation: z.string().optional(),
  method: z.string().optional(),
  bucket: z.string().optional(),
  key: z.string().optional(),
  part: count.optional(),
  status: count.optional(),
  outcome: z.enum(OUTCOMES).optional(),
  struck: z.string().optional(),
};

const pageSchema = z.object({ ...filter, limit: count.pipe(z.number().min(1).max(10_000)).default(1000) });
const waitSchema = z.object({ ...filter, deadline });
const quietSchema = z.object({ deadline });

function parse<Schema extends z.ZodType>(schema: Schema, { query }: Ask): z.infer<Schema> {
  const parsed = schema.safeParse(Object.fromEntries(query));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  const list = problems.map(({ path, message }) => `${path}: ${message}`).join("; ");
  throw new ControlError(400, `The query is wrong: ${list}`, problems);
}

export const JOURNAL_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/journal",
    query: Object.keys(pageSchema.shape),
    run: (ask, { journal }) => {
      const entries = journal.entries(parse(pageSchema, ask));
      return ok({ entries, last: journal.last, dropped: journal.dropped, inFlight: journal.inFlight });
    },
  },
  {
    method: "DELETE",
    path: "/journal",
    run: (_ask, { journal }) => {
      journal.clear();
      return ok({});
    },
  },
  { method: "GET", path: "/journal/totals", run: (_ask, { journal }) => ok(journal.totals()) },
  {
    method: "GET",
    path: "/journal/quiet",
    query: Object.keys(quietSchema.shape),
    run: async (ask, { journal }) => {
      const quiet = await journal.quiet(parse(quietSchema, ask).deadline);
      return ok({ quiet, inFlight: journal.inFlight });
    },
  },
  {
    method: "GET",
    path: "/journal/wait",
    query: Object.keys(waitSchema.shape),
    run: async (ask, { journal }) => {
      const { deadline: wait, ...page } = parse(waitSchema, ask);
      return ok({ entry: await journal.waitFor(page, wait) });
    },
  },
];
