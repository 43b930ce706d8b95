import { hashSync } from "@node-rs/argon2";
import { describe, expect, it } from "vitest";
import { verifyPassword } from "./password";

const passwordHash = hashSync("staves", { memoryCost: 64, timeCost: 1 });

describe("verifying passwords", () => {
  it("knows the right one, and none for an unknown user", async () => {
    expect(await verifyPassword(passwordHash, "staves")).toBe(true);
    expect(await verifyPassword(passwordHash, "hoops")).toBe(false);
    expect(await verifyPassword(null, "staves")).toBe(false);
    expect(await verifyPassword(passwordHash, "x".repeat(2000))).toBe(false);
  });

  it("spends as much on an unknown user as on a hash of the usual cost", async () => {
    const usual = hashSync("staves");
    const times = { known: [] as number[], unknown: [] as number[] };
    // In turns, so that a busy machine slows both alike.
    for (let run = 0; run < 11; run += 1)
      for (const [name, hash] of [["known", usual] as const, ["unknown", null] as const]) {
        const start = performance.now();
        await verifyPassword(hash, "wrong");
        times[name].push(performance.now() - start);
      }
    const median = (list: number[]) => list.sort((a, b) => a - b)[5] ?? 0;
    const [known, unknown] = [median(times.known), median(times.unknown)];
    expect(unknown).toBeGreaterThan(known / 4);
    expect(unknown).toBeLessThan(known * 4);
  });

  it("lets a crowd wait its turn and sends the rest away at once", async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 100 }, () => verifyPassword(passwordHash, "staves")),
    );
    const refused = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(refused).toHaveLength(32);
    expect(refused[0]).toMatchObject({ reason: { code: "rate_limited" } });
    expect(await verifyPassword(passwordHash, "staves")).toBe(true);
  });
});
