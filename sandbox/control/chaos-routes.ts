import { RuleError, type RuleInput } from "../chaos/rule";
import { ControlError, ok, type Route } from "./route";

export const CHAOS_ROUTES: readonly Route[] = [
  { method: "GET", path: "/chaos", run: (_ask, { chaos }) => ok({ rules: chaos.rules() }) },
  {
    method: "POST",
    path: "/chaos",
    run: ({ body }, { chaos }) => {
      if (body === undefined) throw new ControlError(400, "Expected a rule, or a list of rules, as JSON.");
      try {
        // What it really is `add` finds out, field by field.
        return { status: 201, value: { ids: chaos.add(...([body].flat() as RuleInput[])) } };
      } catch (error) {
        if (error instanceof RuleError) throw new ControlError(400, error.message, error.problems);
        throw error;
      }
    },
  },
  {
    method: "DELETE",
    path: "/chaos",
    run: (_ask, { chaos }) => {
      chaos.clear();
      return ok({});
    },
  },
  {
    method: "DELETE",
    path: "/chaos/:id",
    run: ({ id }, { chaos }) => {
      if (!chaos.remove(id)) throw new ControlError(404, `There is no rule ${id}; GET /chaos lists all.`);
      return ok({});
    },
  },
];
