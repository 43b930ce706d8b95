import { mkdtempSync, rmSync, unwatchFile, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { config, loadConfig, reload, setConfigForTest } from "./config";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cooper-reload-"));
  path = join(folder, "cooper.yaml");
  vi.stubEnv("COOPER_CONFIG", path);
  vi.stubEnv("COOPER_STATE", `file:${folder}/state`);
});
afterEach(() => {
  unwatchFile(path);
  vi.unstubAllEnvs();
  setConfigForTest(undefined);
  rmSync(folder, { recursive: true });
});

describe("the configuration of a running Cooper", () => {
  it("follows cooper.yaml, and stays as it was when the new one is broken", async () => {
    expect(() => config()).toThrow("not read its configuration yet");
    writeFileSync(path, "disabled: ['local:ann']");
    await loadConfig();
    expect(config().disabled).toEqual(["local:ann"]);

    writeFileSync(path, "disabled: ['local:ann', 'local:bob']");
    await reload();
    expect(config().disabled).toEqual(["local:ann", "local:bob"]);

    writeFileSync(path, "disabled: [ann]\ngrants: 1");
    await reload();
    expect(config().disabled).toEqual(["local:ann", "local:bob"]);

    rmSync(path);
    await reload();
    expect(config().disabled).toHaveLength(2);
  });
});
