import { describe, expect, it } from "vitest";
import type { Plan } from "../plan";
import { createResumeWorld } from "./fake-resume";
import { createKeptPlans } from "./kept-plans";
import type { PlansStore } from "./plans-store";

describe("kept plans", () => {
  it("are this page's from the moment they are saved until they are forgotten", async () => {
    const world = createResumeWorld();
    const [one, other] = [world.page().plans, world.page().plans];
    const plan = world.leave("film.mkv");
    expect(await other.sorted()).toEqual({ idle: [plan], busy: [] });
    await one.save(plan);
    expect(await other.sorted()).toEqual({ idle: [], busy: [plan] });
    await one.forget(plan.id);
    expect(await other.sorted()).toEqual({ idle: [], busy: [] });
  });

  it("of nobody are not kept", async () => {
    const plans = createKeptPlans(null);
    await plans.save({ id: "u" } as Plan);
    await plans.forget("u");
    expect(await plans.all()).toEqual([]);
    expect(await plans.sorted()).toEqual({ idle: [], busy: [] });
  });

  it("go without claims where locks are refused", async () => {
    const saved: Plan[] = [];
    const store: PlansStore = {
      put: async (plan) => void saved.push(plan),
      delete: async () => undefined,
      list: async () => saved,
    };
    const refuse = async () => {
      throw new DOMException("No locks here.", "SecurityError");
    };
    const plans = createKeptPlans("local:ann", store, {
      claim: refuse,
      taken: refuse,
      release: () => undefined,
    });
    const plan = { id: "u" } as Plan;
    await plans.save(plan);
    expect(await plans.sorted()).toEqual({ idle: [plan], busy: [] });
    expect(await plans.claim("u")).toBe(true);
  });
});
