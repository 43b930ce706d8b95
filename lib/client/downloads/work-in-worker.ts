import { AppError } from "@/lib/errors";
import type { Host, Outcome, Task, Work } from "./deps";
import type { FailedObject, Source } from "./download";
import { createRpc, flatten } from "./rpc";

/** Runs a download's work in a worker of its own, so that hashing and copying cost the page no frame. */
export function workInWorker(task: Task, host: Host): Work {
  const worker = new Worker(new URL("./download-worker.ts", import.meta.url), { type: "module" });
  let stopped = new AbortController();

  const rpc = createRpc(worker, {
    sources: () => host.sources(),
    async urls(sources: Source[]) {
      const answers = await host.urls(sources, stopped.signal);
      return answers.map((answer) => (answer instanceof AppError ? { error: flatten(answer) } : answer));
    },
    openStream: (name: string, length: number) => host.openStream(name, length),
    existing: (name: string) => host.existing(name),
    progress: (progress: Parameters<Host["progress"]>[0]) => host.progress(progress),
    failed: (objects: FailedObject[]) => host.failed(objects),
  });
  worker.onerror = ({ message }) => rpc.fail(new Error(`The download's worker ended: ${message}`));
  const begun = rpc.call<void>("begin", task);

  return {
    async run() {
      stopped = new AbortController();
      await begun;
      return rpc.call<Outcome>("run");
    },
    pause: () => void rpc.call("pause"),
    resume: () => void rpc.call("resume"),
    stop() {
      stopped.abort(new DOMException("Cancelled.", "AbortError"));
      void rpc.call("stop");
    },
    close: () => worker.terminate(),
  };
}
