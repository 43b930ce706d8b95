import { readFile } from "node:fs/promises";
import path from "node:path";
import { type APIRequestContext, expect } from "@playwright/test";
import { hasDotSegment } from "../../lib/keys";
import { api, pages } from "../../lib/routes";
import { row, transfer } from "../fixtures/screen";
import { apiToken } from "../servers/people";
import { world } from "../servers/world";
import { fill, MiB, sha256 } from "./bytes";
import { CLIENTS } from "./client";
import { fillHostile, hashes } from "./hostile-folder";
import { HOSTILE_KEYS } from "./keys";
import { together } from "./test";

const READERS = ["aws", "boto3"] as const;

together(
  "all clients read what Cooper uploaded: no bytes, five bytes, 100 MiB",
  async ({ page, bucket, signIn, clients, folder }) => {
    const sizes = { "empty.bin": 0, "five.bin": 5, "hundred.bin": 100 * MiB };
    const sent = Object.entries(sizes).map(([name, size]) => {
      const file = path.join(folder, name);
      return { name, file, size, hash: fill(file, size) };
    });
    await signIn();
    await page.goto(pages.bucket("s3", bucket.name));
    await page.getByLabel("Upload files").setInputFiles(sent.map(({ file }) => file));
    for (const { name } of sent) {
      await expect(transfer(page, name)).toHaveAttribute("aria-valuetext", /^Done/i, { timeout: 90_000 });
      await expect(row(page, name)).toBeVisible();
    }
    for (const reader of CLIENTS)
      await together.step(reader, async () => {
        const listed = await clients[reader].list(bucket.name, "");
        expect(listed).toEqual(sent.map(({ name, size }) => ({ key: name, size })));
        for (const { name, hash } of sent) {
          const to = path.join(folder, `${name} by ${reader}`);
          await clients[reader].get(bucket.name, name, to);
          expect(await sha256(to), name).toBe(hash);
        }
      });
  },
);

together(
  "clients read the folder of hostile names that Cooper uploaded",
  async ({ page, bucket, signIn, clients, folder }) => {
    const sent = fillHostile(path.join(folder, "from"));
    await signIn();
    await page.goto(pages.bucket("s3", bucket.name));
    await page.getByLabel("Upload folder").setInputFiles(path.join(folder, "from"));
    const keys = Object.keys(sent).map((name) => `from/${name}`);
    await expect.poll(() => bucket.keys(), { timeout: 30_000 }).toEqual(keys.sort());
    for (const reader of READERS) {
      const to = path.join(folder, `by ${reader}`);
      await clients[reader].getFolder(bucket.name, "from/", to);
      expect(hashes(to), reader).toEqual(sent);
    }
  },
);

together(
  "clients read each hostile key that was uploaded through Cooper's API",
  async ({ bucket, request, clients, folder }) => {
    // A browser would send segments of dots elsewhere, so Cooper refuses to begin.
    const keys = HOSTILE_KEYS.map(({ key }) => key).filter((key) => !hasDotSegment(key));
    await uploadByApi(request, bucket.name, keys);
    expect(await bucket.keys()).toEqual(
      keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    );
    const read = async (reader: (typeof READERS)[number]) => {
      for (const [index, key] of keys.entries()) {
        const to = path.join(folder, `${reader} ${index}`);
        await clients[reader].get(bucket.name, key, to);
        expect(await readFile(to, "utf8"), `${reader} ${key}`).toBe(contentOf(key));
      }
    };
    await Promise.all(READERS.map(read));
  },
);

const contentOf = (key: string) => `content of ${key}`;

type Upload = { ticket: string; parts: { url: string; headers: Record<string, string> }[] };

/** As a program does it: begin, send each file to S3, complete. */
async function uploadByApi(request: APIRequestContext, bucket: string, keys: string[]): Promise<void> {
  const { cooper } = world();
  const headers = { authorization: `Bearer ${apiToken}` };
  const files = keys.map((key) => ({ key, size: Buffer.byteLength(contentOf(key)) }));
  const begun = await request.post(`${cooper}${api.uploads("s3", bucket)}`, { headers, data: { files } });
  expect(begun.status(), await begun.text()).toBe(201);
  const { results } = (await begun.json()) as { results: Upload[] };
  for (const [index, key] of keys.entries()) {
    const [part] = results[index]?.parts ?? [];
    if (part === undefined) throw new Error(`${key}: ${JSON.stringify(results[index])}`);
    const { status } = await fetch(part.url, { method: "PUT", headers: part.headers, body: contentOf(key) });
    expect(status, key).toBe(200);
  }
  const tickets = results.map(({ ticket }) => ticket);
  const completed = await request.post(`${cooper}${api.uploadComplete()}`, { headers, data: { tickets } });
  expect(completed.status(), await completed.text()).toBe(200);
}
