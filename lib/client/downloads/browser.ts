import { realClock } from "@/lib/client/transfers/clock";
import type { DownloadDeps } from "./deps";
import { openStreamDownload } from "./stream-download";
import { workInWorker } from "./work-in-worker";

/** For how long a saved blob's address stays: browsers read it after the click. */
const KEPT_MS = 60_000;

/** The engine's surroundings in a real browser; `urls` signs what is to be read. */
export function browserDownloadDeps(urls: DownloadDeps["urls"]): DownloadDeps {
  return {
    clock: realClock,
    urls,
    work: workInWorker,
    openStream: openStreamDownload,
    save(blob, name) {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = name;
      link.className = "hidden";
      document.body.append(link);
      link.click();
      link.remove();
      setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
    },
  };
}
