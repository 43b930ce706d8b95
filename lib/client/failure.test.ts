import { describe, expect, it } from "vitest";
import { AppError, type ErrorCode, STATUS } from "@/lib/errors";
import { describeFailure, isPassing, retryDelay } from "./failure";

const failure = (code: ErrorCode, retryAfter?: number) =>
  new AppError(code, "Because.", retryAfter === undefined ? {} : { retryAfter });

describe("describeFailure", () => {
  it.each(Object.keys(STATUS) as ErrorCode[])("tells %s in words, with advice and the reason", (code) => {
    const told = describeFailure(failure(code));
    expect(told.title).not.toBe("");
    expect(told.advice).not.toBe("");
    expect(told.message).toBe("Because.");
  });

  it("names no cause of its own where the message knows the one", () => {
    const { message, advice } = describeFailure(
      new AppError("s3_denied", "The store refuses the signature. Your administrator can mend this."),
    );
    expect(advice).not.toMatch(/credential|permission|administrator/i);
    expect(message).toContain("refuses the signature");
  });

  it("sends to sign-in only those who are signed out", () => {
    expect(describeFailure(failure("unauthenticated")).signIn).toBe(true);
    expect(describeFailure(failure("forbidden")).signIn).toBe(false);
  });

  it("tells what is no AppError without its innards", () => {
    expect(describeFailure(new TypeError("x is not a function")).message).not.toContain("x is not");
  });
});

describe("trying again", () => {
  it("helps where time heals, and nowhere else", () => {
    const passing = (Object.keys(STATUS) as ErrorCode[]).filter((code) => isPassing(failure(code)));
    expect(passing.toSorted()).toEqual(["s3_busy", "s3_timeout", "s3_unreachable", "unavailable"]);
  });

  it("waits longer each time, up to 15 s, and at least as long as was asked", () => {
    const delays = [0, 1, 2, 3, 4, 50].map((count) => retryDelay(count, failure("s3_busy")));
    expect(delays).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
    expect(retryDelay(0, failure("s3_busy", 20))).toBe(20_000);
  });
});
