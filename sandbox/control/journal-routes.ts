import { z } from "zod";
import { OUTCOMES } from "../journal/entry";
import { count, parseQuery } from "./query";
import { ok, type Route } from "./route";

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

export const JOURNAL_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/journal",
    query: Object.keys(pageSchema.shape),
    run: (ask, { journal }) => {
      const entries = journal.entries(parseQuery(pageSchema, ask));
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
      const quiet = await journal.quiet(parseQuery(quietSchema, ask).deadline);
      return ok({ quiet, inFlight: journal.inFlight });
    },
  },
  {
    method: "GET",
    path: "/journal/wait",
    query: Object.keys(waitSchema.shape),
    run: async (ask, { journal }) => {
      const { deadline: wait, ...page } = parseQuery(waitSchema, ask);
      return ok({ entry: await journal.waitFor(page, wait) });
    },
  },
];
