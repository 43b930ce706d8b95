import { type BucketRef, createDownload } from "./api";

/** Asks for the object's address first, so that a refusal is told here and does not replace the page. */
export async function download(at: BucketRef, key: string): Promise<void> {
  const { url } = await createDownload(at, key);
  const link = document.createElement("a");
  link.href = url;
  link.rel = "noreferrer";
  link.className = "hidden";
  document.body.append(link);
  link.click();
  link.remove();
}
