import { describe, expect, it } from "vitest";
import { createLog, withoutAddresses } from "./log";

describe("the log", () => {
  it("keeps the last five thousand lines, in order, with times", () => {
    let now = Date.UTC(2026, 0, 1);
    const log = createLog(() => now++);
    for (let line = 0; line < 5003; line++) log.add(`k${line}`, "begun");
    const lines = log.text().trimEnd().split("\n");
    expect(lines).toHaveLength(5000);
    expect(lines[0]).toBe("2026-01-01T00:00:00.003Z k3: begun");
    expect(lines.at(-1)).toContain("k5002: begun");
  });

  it("tells no address and no signature, and stays one line each", () => {
    const told = withoutAddresses(
      "PUT https://s3.example/b/k?X-Amz-Credential=AKIA&X-Amz-Signature=0f failed\nsee X-Amz-Signature=abc",
    );
    expect(told).toBe("PUT s3.example failed see (removed)");
  });
});
