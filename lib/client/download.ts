import { AppError } from "@/lib/errors";
import { type BucketRef, createDownload } from "./api";
import { astrayMessage, leadsAstray } from "./loopback";

/** Asks for the object's address first, so that a refusal is told here and does not replace the page. */
export async function download(at: BucketRef, key: string): Promise<void> {
  const { url } = await createDownload(at, key);
  // A click would leave this page for one that says no more than that nothing answers.
  if (leadsAstray(window.location.origin, url) && !(await answers(url)))
    throw new AppError("s3_unreachable", astrayMessage(url));
  const link = document.createElement("a");
  link.href = url;
  link.rel = "noreferrer";
  link.className = "hidden";
  document.body.append(link);
  link.click();
  link.remove();
}

/** Whether anything answers at an address, however it answers. */
async function answers(url: string): Promise<boolean> {
  const init: RequestInit = { mode: "no-cors", credentials: "omit", signal: AbortSignal.timeout(3000) };
  return fetch(new URL("/", url), init).then(
    () => true,
    () => false,
  );
}
