import { createHash } from "node:crypto";
import { closeSync, openSync, truncateSync, writeSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { pages } from "../../lib/routes";
import { transfer } from "../fixtures/screen";

export const files = (page: Page) => page.getByLabel("Upload files");

export async function openForUpload(page: Page, bucket: string, prefix = "", cooper = ""): Promise<void> {
  await page.goto(cooper + pages.bucket("s3", bucket, prefix));
  await expect(files(page)).toBeAttached();
}

export async function untilDone(page: Page, key: string, timeout: number): Promise<void> {
  await expect(transfer(page, key)).toHaveAttribute("aria-valuetext", /^(Done|Failed|Needs)/i, { timeout });
  await expect(transfer(page, key)).toHaveAttribute("aria-valuetext", /^Done/i);
}

/** A file of bytes that depend on their place, so that parts in a wrong order or of another file are seen; answers its SHA-256. */
export function writePattern(file: string, size: number, seed = "pattern"): string {
  const hash = createHash("sha256");
  const descriptor = openSync(file, "w");
  let block = createHash("sha512").update(seed).digest();
  for (let written = 0; written < size; ) {
    const chunk = Buffer.alloc(Math.min(256 * 1024, size - written));
    for (let at = 0; at < chunk.length; at += block.length) block.copy(chunk, at);
    chunk.writeDoubleLE(written, 0);
    block = createHash("sha512").update(block).digest();
    hash.update(chunk);
    written += writeSync(descriptor, chunk);
  }
  closeSync(descriptor);
  return hash.digest("hex");
}

/** A file of zeros that takes no room on the disk. */
export function writeSparse(file: string, size: number): void {
  closeSync(openSync(file, "w"));
  truncateSync(file, size);
}
