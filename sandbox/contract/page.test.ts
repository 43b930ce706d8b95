import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { PROFILES } from "../profiles/profiles";
import { NEEDS } from "./needs";
import { declaredResults, renderPage } from "./page";
import { CASES, differenceOf } from "./run";

test("docs/stores.md is what the suite declares (`npm run stores` writes it)", async () => {
  const page = await readFile(new URL("../../docs/stores.md", import.meta.url), "utf8");
  expect(page).toBe(renderPage(declaredResults("aws"), declaredResults("ceph16")));
});

test("every case has a name of its own, every need a case that shows it", () => {
  expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
  for (const { need, shownBy } of NEEDS)
    expect(
      CASES.filter(({ name }) => shownBy.test(name)),
      need,
    ).not.toEqual([]);
});

test("every difference says what the store does and how Cooper behaves", () => {
  for (const entry of CASES)
    for (const profile of PROFILES) {
      const difference = differenceOf(entry, profile);
      if (difference)
        expect(difference, `${profile}: ${entry.name}`).toMatchObject({
          cooper: expect.stringMatching(/\S/),
        });
    }
});

test("a result that is not the declared one shows on the page", () => {
  const failed = declaredResults("ceph16").map((result) => ({ ...result, outcome: "failed" as const }));
  expect(renderPage(declaredResults("aws"), failed)).toContain("FAILED");
});
