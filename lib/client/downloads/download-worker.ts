import { realClock } from "@/lib/client/transfers/clock";
import type { Host, Task, Work } from "./deps";
import type { Env } from "./env";
import { reaches } from "./reaches";
import { createRpc, type Port, revive, type Thrown } from "./rpc";
import { createWork } from "./work";

/** The inside of a download's own worker: the work, with its page behind messages. */
const port = globalThis as unknown as Port & EventTarget;

const env: Env = {
  fetch: (input, init) => fetch(input, init),
  clock: realClock,
  random: Math.random,
  network: {
    online: () => navigator.onLine,
    onOnline(listener) {
      port.addEventListener("online", listener);
      return () => port.removeEventListener("online", listener);
    },
    pageOrigin: () => location.origin,
    reaches,
    localNetwork: async () => null,
  },
};

let work: Work | null = null;

const rpc = createRpc(port, {
  begin(task: Task) {
    work = createWork(env, task, host);
  },
  run: () => work?.run(),
  pause: () => work?.pause(),
  resume: () => work?.resume(),
  stop: () => work?.stop(),
});

const host: Host = {
  sources: () => rpc.call("sources"),
  // A stop reaches the page by itself; what it answers then is thrown away here.
  async urls(sources) {
    const answers = await rpc.call<({ url: string; expiresAt: string } | { error: Thrown })[]>(
      "urls",
      sources,
    );
    return answers.map((answer) => ("error" in answer ? (revive(answer.error) as never) : answer));
  },
  openStream: (name, length) => rpc.call("openStream", name, length),
  existing: (name) => rpc.call("existing", name),
  progress: (progress) => void rpc.call("progress", progress),
  failed: (objects) => void rpc.call("failed", objects),
};
