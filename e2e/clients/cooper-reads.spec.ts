import path from "node:path";
import { expect, type Page } from "@playwright/test";
import { api, pages } from "../../lib/routes";
import { act, grid, openBucket, row } from "../fixtures/screen";
import { world } from "../servers/world";
import { fill, MiB, sha256 } from "./bytes";
import { CLIENTS } from "./client";
import { fillHostile } from "./hostile-folder";
import { together } from "./test";

/** Cooper shows blanks that one would overlook. */
const asRead = (name: string) => name.replace(/^ | $/g, "[U+0020]");

/** Downloads a row's object; answers its SHA-256. */
async function download(page: Page, name: string): Promise<string> {
  const begun = page.waitForEvent("download");
  await act(page, asRead(name), "Download");
  return await sha256(await (await begun).path());
}

for (const name of CLIENTS) {
  together(
    `Cooper lists and downloads the folder that ${name} put`,
    async ({ page, bucket, signIn, clients, folder }) => {
      const sent = fillHostile(folder);
      await clients[name].putFolder(folder, bucket.name, "from outside/");
      await signIn();
      await openBucket(page, bucket, "from outside/");
      const inFolder = Object.keys(sent).filter((file) => !file.includes("/"));
      for (const file of inFolder) await expect(row(page, asRead(file))).toBeVisible();
      await expect(grid(page).getByRole("row", { name: /\/$/ })).toHaveCount(2);
      for (const file of inFolder) expect(await download(page, file), file).toBe(sent[file]);
      await page.goto(pages.bucket("s3", bucket.name, "from outside/日本語/"));
      expect(await download(page, "🪣 ümläut.txt")).toBe(sent["日本語/🪣 ümläut.txt"]);
    },
  );

  together(
    `Cooper lists, describes and downloads the 100 MiB that ${name} put in parts`,
    async ({ page, bucket, signIn, clients, folder }) => {
      const file = path.join(folder, "hundred.bin");
      const sent = fill(file, 100 * MiB);
      const description = { type: "application/x-odd", metadata: { colour: "deep blue" } };
      await clients[name].put(file, bucket.name, "big/hundred.bin", description);
      await signIn();
      await openBucket(page, bucket, "big/");
      await expect(row(page, "hundred.bin")).toContainText("100 MiB");
      expect(await download(page, "hundred.bin")).toBe(sent);
      const details = await page.request.get(
        world().cooper + api.object("s3", bucket.name, { key: "big/hundred.bin" }),
        { headers: { "sec-fetch-site": "same-origin" } },
      );
      expect(await details.json()).toMatchObject({
        size: 100 * MiB,
        contentType: description.type,
        metadata: description.metadata,
        etag: expect.stringMatching(/-13/),
      });
    },
  );
}
