import { downloadZip } from "client-zip";
import type { Host } from "@/lib/client/downloads/deps";
import { createWork } from "@/lib/client/downloads/work";
import { realClock } from "@/lib/client/transfers/clock";
import type { Network } from "@/lib/client/transfers/deps";

type Listed = { name: string; size: number; url: string; etag: string };

const modified = new Date(2026, 0, 2).toISOString();
const network: Network = {
  online: () => true,
  onOnline: () => () => undefined,
  pageOrigin: () => location.origin,
  reaches: async () => true,
  localNetwork: async () => null,
};

/** client-zip by itself, as its README has it. */
async function clientZip(files: Listed[]): Promise<Blob> {
  async function* inputs() {
    for (const { name, url } of files)
      yield { name, lastModified: new Date(modified), input: await fetch(url) };
  }
  return downloadZip(inputs()).blob();
}

/** Cooper's own, in the same thread and into the same place. */
async function cooperZip(files: Listed[]): Promise<Blob> {
  let told = false;
  const host: Host = {
    async sources() {
      if (told) return null;
      told = true;
      return files.map(({ name, size, etag }) => ({ key: name, path: name, size, etag, modified }));
    },
    urls: async (sources) =>
      sources.map(({ key }) => ({
        url: files.find(({ name }) => name === key)?.url ?? "",
        expiresAt: new Date(Date.now() + 600_000).toISOString(),
      })),
    openStream: () => Promise.reject(new Error("No stream was asked for.")),
    existing: async () => "replace",
    progress: () => undefined,
    failed: (objects) => {
      throw new Error(objects.map(({ reason }) => reason).join());
    },
  };
  const env = { clock: realClock, random: Math.random, network, fetch: window.fetch.bind(window) };
  const task = { kind: "archive", name: "all.zip", sink: { to: "memory", limit: 2 ** 40 } } as const;
  const { blob } = await createWork(env, task, host).run();
  if (!blob) throw new Error("There is no archive.");
  return blob;
}

async function race(who: "client-zip" | "cooper"): Promise<{ seconds: number; size: number }> {
  const files = (await (await fetch("/files")).json()) as Listed[];
  const began = performance.now();
  const blob = await (who === "cooper" ? cooperZip : clientZip)(files);
  return { seconds: (performance.now() - began) / 1000, size: blob.size };
}

Object.assign(window, { race });
