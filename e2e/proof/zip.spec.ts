import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import type { Page } from "@playwright/test";
import { pages } from "../../lib/routes";
import { withoutPickers } from "../fixtures/disk";
import { grid, row, transfer } from "../fixtures/screen";
import { TestBucket } from "../fixtures/store";
import { COMPUTED } from "../servers/world";
import { rendererPids, residentBytes, watchMemory } from "./processes";
import { full, GIB, MIB } from "./size";
import { expect, test } from "./test";

test.beforeEach(({ signIn }) => signIn());

const SIZES = full ? [GIB, 4 * GIB, 5 * GIB - 1, 5 * GIB, 5 * GIB + 1] : [65_536, 8 * MIB, 100 * MIB, GIB];

const CHECK = `
import sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
print(sorted(entry.file_size for entry in archive.infolist()))
`;

async function choose(page: Page, names: string[]): Promise<void> {
  for (const [at, name] of names.entries())
    await row(page, name).click({ modifiers: at === 0 ? [] : ["ControlOrMeta"] });
}

test(`a zip of ${full ? 20 : 1} GiB: every byte, and the memory of the browser stays flat`, async ({
  page,
  browser,
  world,
}) => {
  test.skip(world.control === null, "Only the sandbox has objects that are computed.");
  test.setTimeout(1_500_000);
  await TestBucket.named(COMPUTED).allow(world.cooper);
  await withoutPickers(page);
  await page.goto(pages.bucket("s3", COMPUTED, "bytes/"));
  await expect(grid(page)).toBeVisible();
  await choose(page, SIZES.map(String));
  const memory = watchMemory(async () =>
    (await rendererPids(browser)).map(residentBytes).reduce((sum, bytes) => sum + bytes, 0),
  );
  const begun = page.waitForEvent("download");
  await page.getByRole("toolbar", { name: "Selection" }).getByRole("button", { name: "Download" }).click();
  const download = await begun;
  const file = await download.path();
  memory.stop();
  await expect(transfer(page, download.suggestedFilename())).toHaveAttribute("aria-valuetext", /^Done/, {
    timeout: 30_000,
  });
  const total = SIZES.reduce((sum, size) => sum + size, 0);
  expect(statSync(file).size).toBeGreaterThan(total);
  const told = execFileSync("/usr/bin/python3", ["-c", CHECK, file], { maxBuffer: MIB }).toString();
  expect(JSON.parse(told)).toEqual(SIZES.toSorted((a, b) => a - b));
  expect(memory.highest() / MIB, "MiB of all tabs and workers").toBeLessThan(1200);
  await download.delete();
});
