import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { test as base, type Fixtures } from "@playwright/test";
import { TestBucket } from "../fixtures/store";
import { test as journeyTest } from "../fixtures/test";
import { world } from "../servers/world";
import { CLIENTS, type Client, type ClientName } from "./client";
import { openClient } from "./open-client";

/** A folder of one test alone. */
type ForTest = { folder: string };
type ForWorker = { clients: Record<ClientName, Client> };

const clientFixtures: Fixtures<ForTest, ForWorker> = {
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern.
  folder: async ({}, use) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "cooper-clients-"));
    await use(folder);
    rmSync(folder, { recursive: true });
  },

  clients: [
    // biome-ignore lint/correctness/noEmptyPattern: as above.
    async ({}, use) => {
      const home = mkdtempSync(path.join(os.tmpdir(), "cooper-clients-home-"));
      const opened = CLIENTS.map((name) => {
        const own = path.join(home, name);
        mkdirSync(own);
        return [name, openClient(name, world().s3, own)] as const;
      });
      await use(Object.fromEntries(opened) as Record<ClientName, Client>);
      for (const [, client] of opened) await client.close();
      rmSync(home, { recursive: true });
    },
    { scope: "worker" },
  ],
};

/** A client and the server, and nobody else. */
export const test = base.extend<ForTest & { bucket: TestBucket }, ForWorker>({
  ...clientFixtures,
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  bucket: async ({}, use) => {
    const bucket = await TestBucket.create(`clients-${randomBytes(6).toString("hex")}`);
    await use(bucket);
    await bucket.remove();
  },
});

/** Cooper in a browser on one side, clients on the other. */
export const together = journeyTest.extend<ForTest, ForWorker>(clientFixtures);
