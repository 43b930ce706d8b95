import { DownloadFailure } from "./download";
import type { Output } from "./output";

/**
 * Writes into a download of the browser's own, whose stream stands at the other end of a port. That end asks for each
 * block: `pull` → a block, `{ end: true }` or `{ error: true }`; `cancel` means that the user stopped it there.
 */
export function portOutput(
  port: MessagePort,
  onCancel: (reason: DownloadFailure) => void,
  signal: AbortSignal,
): Output {
  let asked = 0;
  let wake: () => void = () => undefined;
  let gone: DownloadFailure | null = null;

  // The browser may ask for nothing more: a download that is paused there is stopped here all the same.
  const stop = () => {
    gone ??= new DownloadFailure("It was stopped.");
    wake();
  };
  signal.addEventListener("abort", stop, { once: true });

  port.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (data === "pull") asked++;
    else if (data === "cancel") {
      gone = new DownloadFailure("It was stopped in the browser's own downloads.");
      onCancel(gone);
    }
    wake();
  };

  async function turn(): Promise<void> {
    while (asked === 0) {
      if (gone) throw gone;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (gone) throw gone;
    asked--;
  }

  return {
    async write(bytes) {
      await turn();
      const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
      port.postMessage(own, [own.buffer]);
    },
    async close() {
      await turn();
      port.postMessage({ end: true });
      port.close();
      return null;
    },
    async abort() {
      stop();
      port.postMessage({ error: true });
      port.close();
    },
  };
}
