import type { Sink } from "./download";
import { chooseFile } from "./file-pickers";
import { memoryLimit } from "./memory-limit";

/** Addresses below it are answered by the service worker alone. */
export const STREAM_SCOPE = "/download-stream/";

/**
 * Where an archive can go in this browser. Call it in the click's own handler: a picker opens only there.
 * Answers null when the user closed the picker.
 */
export async function chooseSink(suggestedName: string): Promise<Sink | null> {
  const handle = await chooseFile(suggestedName, true);
  if (handle !== undefined) return handle && { to: "file", handle };
  return (await canStream()) ? { to: "browser" } : { to: "memory", limit: memoryLimit() };
}

/** Whether the browser's own downloads can be fed from this page: not on plain http, nor in Firefox's private windows. */
async function canStream(): Promise<boolean> {
  if (!("serviceWorker" in navigator)) return false;
  return navigator.serviceWorker.getRegistration(STREAM_SCOPE).then(
    () => true,
    () => false,
  );
}
