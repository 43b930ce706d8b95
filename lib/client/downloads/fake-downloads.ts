import { realClock } from "@/lib/client/transfers/clock";
import type { DownloadDeps, Task } from "./deps";
import type { ExistingChoice, Sink, Source } from "./download";
import { createDownloads } from "./downloads";
import type { Env } from "./env";
import { createFakeDisk } from "./fake-disk";
import { createFakeStore } from "./fake-store";
import { createWork } from "./work";

export const FROM = { connection: "c", bucket: "b" };
export const MiB = 1024 * 1024;

/** The engine on a fake bucket and a fake disk, its work on the same thread; time goes by a thousandfold where it waits. */
export function createFakeDownloads() {
  const store = createFakeStore();
  const disk = createFakeDisk();
  const online = new Set<() => void>();
  const saved: { blob: Blob; name: string }[] = [];
  const world = {
    isOnline: true,
    reaches: true,
    waits: [] as number[],
    streams: [] as MessagePort[],
    lengths: [] as number[],
    openStreams: [] as { signal: AbortSignal; lose: () => void }[],
    questions: 0,
  };
  let passed = 0;
  const clock = {
    ...realClock,
    // Waits are told and not sat out; the clock goes on by them.
    now: () => Date.now() + passed,
    async sleep(ms: number, signal: AbortSignal) {
      world.waits.push(ms);
      passed += ms;
      await realClock.sleep(1, signal);
    },
    every(ms: number, callback: () => void) {
      const timer = setInterval(() => {
        passed += ms;
        callback();
      }, 20);
      return () => clearInterval(timer);
    },
    frame: (callback: () => void) => void setTimeout(callback, 1),
  };
  const env: Env = {
    fetch: store.fetch as typeof fetch,
    clock,
    random: () => 0.5,
    network: {
      online: () => world.isOnline,
      onOnline(listener) {
        online.add(listener);
        return () => online.delete(listener);
      },
      pageOrigin: () => "https://cooper.example",
      reaches: async () => world.reaches,
      localNetwork: async () => null,
    },
  };
  const deps: DownloadDeps = {
    clock: { ...realClock, frame: clock.frame },
    work: (task: Task, host) => createWork(env, task, host),
    urls: () => store.urls,
    async openStream(_name, length, signal, onLost) {
      world.openStreams.push({ signal, lose: onLost });
      world.lengths.push(length);
      const { port1, port2 } = new MessageChannel();
      world.streams.push(port2);
      return port1;
    },
    save: (blob, name) => void saved.push({ blob, name }),
  };
  const downloads = createDownloads(deps);
  const view = (id: string) => {
    const found = downloads.snapshot().get(id);
    if (!found) throw new Error(`There is no download ${id}.`);
    return found;
  };
  return Object.assign(world, {
    store,
    disk,
    saved,
    downloads,
    view,
    memory: { to: "memory", limit: 1024 ** 3 } as Sink,
    comeOnline() {
      world.isOnline = true;
      for (const listener of online) listener();
    },
    archive: (sources: Iterable<Source> | AsyncIterable<Source>, sink?: Sink) =>
      downloads.archive(FROM, sources, "all.zip", sink ?? { to: "memory", limit: 1024 ** 3 }),
    folder: (sources: Source[], choice?: ExistingChoice) => {
      const id = downloads.folder(FROM, sources, disk.directory());
      downloads.subscribe(() => {
        if (!choice || view(id).state !== "asking") return;
        world.questions++;
        downloads.answer(id, choice);
      });
      return id;
    },
    async until(id: string, ...states: string[]) {
      for (let tries = 0; !states.includes(view(id).state); tries++) {
        if (tries > 8000) throw new Error(`It never came to that: ${JSON.stringify(view(id))}`);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      return view(id);
    },
    async zipped(): Promise<Uint8Array> {
      const { blob } = saved.at(-1) ?? {};
      if (!blob) throw new Error("Nothing was saved.");
      return new Uint8Array(await blob.arrayBuffer());
    },
  });
}
