import { spawnSync } from "node:child_process";
import { chownSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { verify } from "@node-rs/argon2";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createStateAdministrator, stateAdministrator } from "@/lib/server/auth/state-administrator";
import { setConfigForTest } from "@/lib/server/config";
import { load } from "@/lib/server/config/load";

const script = fileURLToPath(new URL("reset-admin.mjs", import.meta.url));
let folder: string;
let env: Record<string, string>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cooper-reset-"));
  env = { PATH: process.env.PATH ?? "", COOPER_STATE: `file:${folder}` };
});
afterEach(() => {
  setConfigForTest(undefined);
  rmSync(folder, { recursive: true });
});

const reset = (more: Record<string, string> = {}) =>
  spawnSync(process.execPath, [script], { env: { NODE_ENV: "test", ...env, ...more }, encoding: "utf8" });

describe("npm run reset-admin", () => {
  it("makes a password that Cooper takes, as often as one likes", async () => {
    setConfigForTest(await load(env));
    const first = await createStateAdministrator();
    expect(await createStateAdministrator()).toBeNull();
    expect(reset().status).toBe(0);
    const { stdout, status } = reset();
    expect(status).toBe(0);
    const password = /Password +(\S+)/.exec(stdout)?.[1] ?? "";
    const hash = (await stateAdministrator())?.passwordHash ?? "";
    expect(await verify(hash, password)).toBe(true);
    expect(await verify(hash, first?.password ?? "")).toBe(false);
  });

  it.runIf(process.getuid?.() === 0)("writes nothing that Cooper's own user could not read", () => {
    writeFileSync(join(folder, "auth-secret"), "a secret of a test, long enough");
    chownSync(folder, 1000, 1000);
    expect(reset()).toMatchObject({ status: 1, stderr: expect.stringContaining("belongs to user 1000") });
    expect(readdirSync(folder)).toEqual(["auth-secret"]);
    chownSync(folder, 0, 0);
    expect(reset().status).toBe(0);
  });

  it("says what to do where it cannot help", () => {
    expect(reset()).toMatchObject({ status: 1, stderr: expect.stringContaining("no Cooper in") });
    expect(reset({ COOPER_STATE: "s3://a/b" })).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("COOPER_ADMIN_PASSWORD"),
    });
    expect(reset({ COOPER_ADMIN_PASSWORD: "correct horse" }).status).toBe(1);
  });
});
