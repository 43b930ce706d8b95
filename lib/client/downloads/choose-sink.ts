import type { Sink } from "./download";
import { memoryLimit } from "./memory-limit";

/**
 * Where an archive can go in this browser. Call it in the click's own handler: a picker opens only there.
 * Answers null when the user closed the picker.
 */
export async function chooseSink(name: string): Promise<Sink | null> {
  if (window.showSaveFilePicker) {
    try {
      const types = [{ description: "Zip archive", accept: { "application/zip": [".zip"] as const } }];
      return { to: "file", handle: await window.showSaveFilePicker({ suggestedName: name, types }) };
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return null;
      // Some browsers have the picker and refuse it, as in a frame: the next best way serves.
    }
  }
  return (await canStream()) ? { to: "browser" } : { to: "memory", limit: memoryLimit() };
}

/** Whether the browser's own downloads can be fed from this page: not on plain http, nor in Firefox's private windows. */
async function canStream(): Promise<boolean> {
  if (!("serviceWorker" in navigator)) return false;
  try {
    await navigator.serviceWorker.getRegistration(STREAM_SCOPE);
    return true;
  } catch {
    return false;
  }
}

/** Addresses below it are answered by the service worker alone. */
export const STREAM_SCOPE = "/download-stream/";
