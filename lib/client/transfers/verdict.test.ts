import { describe, expect, test } from "vitest";
import { judge } from "./verdict";

const answered = (status: number, code: string, message = "") =>
  judge(
    {
      type: "answer",
      status,
      etag: null,
      retryAfter: null,
      body: `<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
    },
    false,
  ).type;

describe("S3's answer to a part", () => {
  test.each([
    [400, "IncompleteBody"],
    [400, "RequestTimeout"],
    [400, "BadDigest"],
    [503, "SlowDown"],
    [500, "InternalError"],
    [429, "TooManyRequests"],
    [409, "ConditionalRequestConflict"],
  ])("%i %s is a mishap of the line or of S3: the part goes again", (status, code) => {
    expect(answered(status, code)).toBe("again");
  });

  test.each([
    [403, "AccessDenied"],
    [400, "EntityTooLarge"],
    [400, "InvalidArgument"],
    [501, "NotImplemented"],
    [507, "InsufficientStorage"],
  ])("%i %s is for good", (status, code) => {
    expect(answered(status, code)).toBe("refused");
  });
});
