import { defineConfig, devices } from "@playwright/test";
import { findChromium } from "./scripts/chromium.mjs";

const executablePath = findChromium();
if (executablePath === null)
  throw new Error("No Chromium was found. Install one, or point CHROME_PATH at a Chromium or Chrome.");

const ALONE = /(scale|zip)\.spec\.ts$/;

export default defineConfig({
  projects: [
    { name: "journeys", testDir: "e2e/journeys" },
    // What the transfer engine promises, against a store that fails: `npm run test:proof`.
    { name: "proof", testDir: "e2e/proof", fullyParallel: true, testIgnore: ALONE },
    // What is judged by the clock and by memory has the machine for itself.
    { name: "proof-alone", testDir: "e2e/proof", testMatch: ALONE, workers: 1 },
    // Needs other people's S3 clients: `npm run test:clients`. Many of its tests start one of them again and again.
    { name: "clients", testDir: "e2e/clients", fullyParallel: true, timeout: 180_000 },
  ],
  globalSetup: "./e2e/servers/setup.ts",
  outputDir: "test-results",
  // A journey that needs a second try is a defect.
  retries: 0,
  workers: 2,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1280, height: 800 },
    // A zone with an odd offset: a page that forgets about time zones fails here.
    timezoneId: "Asia/Kathmandu",
    locale: "en-GB",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    actionTimeout: 15_000,
    launchOptions: {
      executablePath,
      args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
    },
  },
});
