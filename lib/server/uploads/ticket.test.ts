import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Actor } from "../access/actor";
import { seal } from "../auth/seal";
import { setConfigForTest } from "../config";
import type { Config } from "../config/types";
import { openTicket, sealTicket } from "./ticket";

const ann = { id: "local:ann" } as Actor;
const content = {
  actor: ann.id,
  connection: "s3",
  bucket: "b",
  key: "k",
  uploadId: "u",
  size: 1,
  partSize: 1,
  partCount: 1,
  contentType: "text/plain",
  onConflict: "fail" as const,
  metadata: {},
  before: null,
};

beforeEach(() => setConfigForTest({ authSecret: "a secret of a test" } as Config));
afterEach(() => {
  setConfigForTest(undefined);
  vi.useRealTimers();
});

const codeOf = (sealed: string, actor = ann) => {
  try {
    openTicket(sealed, actor);
    return "opened";
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test("opens for its own actor and says nothing to a reader", () => {
  const { sealed } = sealTicket(content);
  expect(openTicket(sealed, ann)).toMatchObject(content);
  expect(Buffer.from(sealed, "base64url").toString("latin1")).not.toContain("local:ann");
});

test("does not exist for anybody else", () => {
  expect(codeOf(sealTicket(content).sealed, { ...ann, id: "local:bob" })).toBe("not_found");
});

test("is worth nothing when touched, made up, of another purpose or another secret", () => {
  const { sealed } = sealTicket(content);
  const bytes = Buffer.from(sealed, "base64url");
  bytes[40] = (bytes[40] ?? 0) ^ 1;
  expect(codeOf(bytes.toString("base64url"))).toBe("invalid_ticket");
  expect(codeOf("")).toBe("invalid_ticket");
  expect(codeOf("AAAA")).toBe("invalid_ticket");
  expect(codeOf(seal("list-cursor", { ...content, begun: 0, expires: Date.now() + 1000 }))).toBe(
    "invalid_ticket",
  );
  setConfigForTest({ authSecret: "another secret" } as Config);
  expect(codeOf(sealed)).toBe("invalid_ticket");
});

test("dies after seven days", () => {
  vi.useFakeTimers();
  const { sealed, expires } = sealTicket(content);
  expect(expires.getTime() - Date.now()).toBe(7 * 86_400_000);
  vi.setSystemTime(expires.getTime() + 1);
  expect(codeOf(sealed)).toBe("invalid_ticket");
});
