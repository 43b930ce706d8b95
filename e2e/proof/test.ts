import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { test as base, expect } from "../fixtures/test";

type Fixtures = { folder: string };

export const test = base.extend<Fixtures>({
  /** A folder on this disk, gone afterwards. */
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern.
  folder: async ({}, use) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "cooper-proof-"));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
});

export { expect };
