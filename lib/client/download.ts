import type { AppError } from "@/lib/errors";
import { type BucketRef, createDownload } from "./api";
import { refusalOf } from "./download-refusal";
import { isPassing } from "./failure";
import { showsInFrame } from "./hidden-frame";

/** Before a second and a third try at a store that is only busy, in milliseconds. */
const PAUSES_MS = [500, 2000];

/**
 * Hands an object to the browser's own downloads, which resume by themselves. Asks for its address first, and goes
 * there out of sight, so that no refusal ever replaces the page: each is thrown, in words, as soon as it is known.
 */
export async function download(at: BucketRef, key: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const { url } = await createDownload(at, key);
    if (new URL(url, window.location.href).origin === window.location.origin) return save(url);
    if (!(await showsInFrame(url))) return;
    const refusal = await refusalOf(url);
    const pause = PAUSES_MS[attempt];
    if (!isWorthAgain(refusal) || pause === undefined) throw refusal;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

const isWorthAgain = (error: AppError): boolean =>
  error.code === "s3_error" || (isPassing(error) && error.code !== "s3_unreachable");

/** An answer of this very origin never takes the page's place where the link says that it is a download. */
function save(url: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = "";
  link.className = "hidden";
  document.body.append(link);
  link.click();
  link.remove();
}
