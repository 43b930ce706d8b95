import { startBeat } from "./beat";
import { STREAM_SCOPE } from "./choose-sink";
import { DownloadFailure } from "./download";

const SCRIPT = "/download-stream.js";
/** For the worker to start, and for the browser to ask it for the file. */
const PATIENCE_MS = 20_000;
/** How much later than another message one of the same moment may come. */
const LATE_MS = 2000;

/**
 * Opens a download of the browser's own and answers a port that feeds it. The service worker is registered only here, for
 * addresses that nothing else has, and keeps nothing.
 */
export async function openStreamDownload(
  name: string,
  length: number,
  signal: AbortSignal,
  onLost: () => void,
): Promise<MessagePort> {
  const worker = await activeWorker();
  const { port1, port2 } = new MessageChannel();
  const id = idOf(crypto.getRandomValues(new Uint8Array(16)));
  const frame = document.createElement("iframe");
  frame.hidden = true;
  frame.title = name;

  await new Promise<void>((resolve, reject) => {
    const control = new MessageChannel();
    const timer = setTimeout(() => fail("The browser did not begin the download."), PATIENCE_MS);
    const stop = () => fail("It was stopped.");
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    };
    const fail = (message: string) => {
      settle();
      frame.remove();
      reject(new DownloadFailure(message));
    };
    signal.addEventListener("abort", stop, { once: true });
    control.port1.onmessage = ({ data }: MessageEvent<"ready" | "begun" | "over">) => {
      if (data === "ready") {
        // A link with `download` would pass the service worker by; a page that leaves would ask about its uploads.
        frame.src = `${STREAM_SCOPE}${id}`;
        document.body.append(frame);
      } else if (data === "begun") {
        settle();
        keepAlive(worker, id, control.port1, { signal, onLost, done: () => frame.remove() });
        resolve();
      }
    };
    worker.postMessage({ type: "open", id, name, length, control: control.port2, feed: port2 }, [
      control.port2,
      port2,
    ]);
  });
  return port1;
}

type Feed = { signal: AbortSignal; onLost: () => void; done: () => void };

function keepAlive(
  worker: ServiceWorker,
  id: string,
  control: MessagePort,
  { signal, onLost, done }: Feed,
): void {
  const stopBeat = startBeat(() => worker.postMessage({ type: "ping", id }));
  // A page that is left takes its worker with it: what it was feeding must not look whole.
  const leave = () => worker.postMessage({ type: "gone", id });
  addEventListener("pagehide", leave);
  signal.addEventListener("abort", leave, { once: true });
  let late: ReturnType<typeof setTimeout> | undefined;
  const hear = ({ data }: MessageEvent<{ type?: string; id?: string } | null>) => {
    if (data?.type !== "lost" || data.id !== id) return;
    // That it was over may be on its way still.
    late ??= setTimeout(() => {
      end();
      onLost();
    }, LATE_MS);
  };
  navigator.serviceWorker.addEventListener("message", hear);
  const end = () => {
    stopBeat();
    clearTimeout(late);
    removeEventListener("pagehide", leave);
    signal.removeEventListener("abort", leave);
    navigator.serviceWorker.removeEventListener("message", hear);
    control.close();
    done();
  };
  control.onmessage = ({ data }: MessageEvent<string>) => {
    if (data === "over") end();
  };
}

async function activeWorker(): Promise<ServiceWorker> {
  try {
    const registration = await navigator.serviceWorker.register(SCRIPT, {
      scope: STREAM_SCOPE,
      updateViaCache: "none",
    });
    const worker = registration.active ?? registration.waiting ?? registration.installing;
    if (!worker) throw new Error("It has no worker.");
    if (worker.state === "activated") return worker;
    await new Promise<void>((resolve, reject) => {
      worker.addEventListener("statechange", () => {
        if (worker.state === "activated") resolve();
        if (worker.state === "redundant") reject(new Error("The worker was replaced."));
      });
    });
    return worker;
  } catch (cause) {
    throw new DownloadFailure(
      "The browser does not let this page feed a download. Try again, or choose a place for the file.",
      { cause },
    );
  }
}

const idOf = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
