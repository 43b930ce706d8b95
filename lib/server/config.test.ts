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
    writeFileSync(path, "trustedProxies: [10.0.0.1]");
    await loadConfig();
    expect(config().trustedProxies).toEqual(["10.0.0.1"]);

    writeFileSync(path, "trustedProxies: [10.0.0.1, 10.0.0.2]");
    await reload();
    expect(config().trustedProxies).toEqual(["10.0.0.1", "10.0.0.2"]);

    writeFileSync(path, "trustedProxies: [ann]\ngrants: 1");
    await reload();
    expect(config().trustedProxies).toEqual(["10.0.0.1", "10.0.0.2"]);

    rmSync(path);
    await reload();
    expect(config().trustedProxies).toHaveLength(2);
  });
});
