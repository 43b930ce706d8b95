import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { readCommandLine } from "./command-line";

const NEEDED = ["--port", "5400", "--data", "here"];
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sandbox-command-line-"));
});

afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function accounts(content: string): string[] {
  const path = join(folder, "accounts.json");
  writeFileSync(path, content);
  return [...NEEDED, "--accounts", path];
}

describe("readCommandLine", () => {
  test("two words are enough", () => {
    expect(readCommandLine(NEEDED)).toMatchObject({ port: 5400, host: "127.0.0.1", dataDir: "here" });
  });

  test("the keys of the one user come from the environment", () => {
    vi.stubEnv("SANDBOX_ACCESS_KEY_ID", "ANN");
    vi.stubEnv("SANDBOX_SECRET_ACCESS_KEY", "secret");
    expect(readCommandLine(NEEDED).users).toEqual([{ accessKeyId: "ANN", secretAccessKey: "secret" }]);
  });

  test("users, roles and keys come from a file", () => {
    const file = {
      users: [{ accessKeyId: "ANN", secretAccessKey: "s", policy: { Version: "2012-10-17", Statement: [] } }],
      roles: [{ arn: "arn:aws:iam::000000000000:role/cooper", trust: ["ANN"] }],
      kmsKeys: ["arn:aws:kms:us-east-1:000000000000:key/one"],
    };
    expect(readCommandLine(accounts(JSON.stringify(file)))).toMatchObject(file);
  });

  test.each([
    ["--port", "70000", "is no port"],
    ["--restore-seconds", "soon", "no number of seconds"],
    ["--virtual", "big=spiral:10", "spiral"],
    ["--surprise", "x", "--surprise"],
  ])("%s %s is refused with what would be right", (name, value, why) => {
    expect(() => readCommandLine([...NEEDED, name, value])).toThrow(why);
    expect(() => readCommandLine([...NEEDED, name, value])).toThrow("Usage:");
  });

  test.each([
    ["{", "accounts.json: "],
    ['{ "users": [] }', "users"],
    ['{ "users": [{ "accessKeyId": "ANN" }] }', "secretAccessKey"],
    ['{ "people": [] }', "people"],
  ])("an accounts file of %s is refused", (content, why) => {
    expect(() => readCommandLine(accounts(content))).toThrow(why);
  });

  test("a control port without a token is refused", () => {
    vi.stubEnv("SANDBOX_CONTROL_TOKEN", "");
    expect(() => readCommandLine([...NEEDED, "--control-port", "5401"])).toThrow("SANDBOX_CONTROL_TOKEN");
  });
});
