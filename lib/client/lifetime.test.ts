import { describe, expect, it } from "vitest";
import { type Lifetime, lifetimeSeconds } from "./lifetime";

const custom = (amount: string, unit: Lifetime["unit"] = "hours"): Lifetime => ({
  choice: "custom",
  amount,
  unit,
});

describe("lifetimeSeconds", () => {
  it("knows the fixed choices, whatever stands in the custom field", () => {
    expect(lifetimeSeconds({ ...custom("x"), choice: "hour" })).toBe(3600);
    expect(lifetimeSeconds({ ...custom("x"), choice: "day" })).toBe(86_400);
    expect(lifetimeSeconds({ ...custom("x"), choice: "week" })).toBe(604_800);
  });

  it("multiplies number and unit", () => {
    expect(lifetimeSeconds(custom("90", "minutes"))).toBe(5400);
    expect(lifetimeSeconds(custom(" 2 "))).toBe(7200);
    expect(lifetimeSeconds(custom("7", "days"))).toBe(604_800);
  });

  it.each(["", "0", "-1", "1.5", "1e3", "ten", "169", "9999999"])("refuses %j with a reason", (amount) => {
    expect(lifetimeSeconds(custom(amount))).toMatch(/Give/);
  });
});
