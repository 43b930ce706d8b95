import { writeArchive } from "./archive";
import { createCatalogue } from "./catalogue";
import type { Host, Outcome, Task, Work } from "./deps";
import { DownloadFailure, type Sink } from "./download";
import type { Env, Run } from "./env";
import { createFolderWriter } from "./folder";
import { createGate } from "./gate";
import { fileOutput, memoryOutput, type Output } from "./output";
import { createPace } from "./pace";
import { portOutput } from "./port-output";
import { createPrefetch } from "./prefetch";
import { createReader } from "./reader";
import { createSignedUrls } from "./signed-urls";
import { createTally, type Tally } from "./tally";
import { ObjectFailure } from "./trouble";
import { type ObjectParts, writeObject } from "./write-object";
import { createZipPlanner, type Plan } from "./zip-plan";

/** All that a download does away from its page. It keeps its list, so that it can be run again. */
export function createWork(env: Env, task: Task, host: Host): Work {
  const catalogue = createCatalogue();
  const planner = createZipPlanner();
  const folder = createFolderWriter();
  const gate = createGate();
  let plan: Plan | null = null;
  let stop = new AbortController();

  /** Reads what of the list was not read yet; a second run finds it whole. */
  async function list(signal: AbortSignal, tally: Tally): Promise<Plan> {
    while (!plan) {
      await gate.pass(signal);
      const batch = await host.sources();
      signal.throwIfAborted();
      for (const source of batch ?? []) {
        const item = catalogue.add(source);
        if (item) planner.add(item);
      }
      tally.tell();
      if (!batch) plan = planner.end(catalogue, env.clock.now());
    }
    tally.listed();
    return plan;
  }

  async function work(stop: AbortController): Promise<Outcome> {
    const { signal } = stop;
    const tally = createTally(env, host, catalogue);
    const known = await list(signal, tally);
    const run: Run = { env, signal, note: tally.note, end: (reason) => stop.abort(reason) };
    const urls = createSignedUrls(run, catalogue, host.urls);
    const pace = createPace();
    const reader = createReader(run, urls, pace.slow);
    if (task.kind === "folder")
      return folder.write({ run, host, catalogue, reader, pace, gate, tally, plan: known }, task.directory);
    if (task.kind === "file") {
      return writeFile({ run, catalogue, reader, pace, gate }, task.handle, tally);
    }
    const output = await open(task.sink, task.name, known.length, stop);
    try {
      const prefetch = createPrefetch({ reader, catalogue, pace, gate }, signal);
      return await writeArchive({ run, catalogue, plan: known, reader, prefetch, tally }, output);
    } catch (error) {
      // Whoever reads ahead ends with it.
      run.end(error);
      await output.abort(error).catch(() => undefined);
      throw error;
    }
  }

  async function open(sink: Sink, name: string, length: number, stop: AbortController): Promise<Output> {
    if (sink.to === "file") return fileOutput(sink.handle);
    if (sink.to === "memory") return memoryOutput(length, sink.limit, "application/zip");
    return portOutput(await host.openStream(name, length), (reason) => stop.abort(reason), stop.signal);
  }

  async function writeFile(parts: ObjectParts, handle: FileSystemFileHandle, tally: Tally): Promise<Outcome> {
    try {
      const verified = await writeObject(parts, 0, handle, { bytes: tally.bytes, written: tally.finishing });
      tally.object();
      return { verified, blob: null };
    } catch (error) {
      if (error instanceof ObjectFailure) throw new DownloadFailure(error.message, { cause: error });
      throw error;
    }
  }

  return {
    async run() {
      stop = new AbortController();
      gate.open();
      const own = stop;
      try {
        return await work(own);
      } catch (error) {
        // Whatever still reads for it ends with it.
        own.abort(error);
        throw error;
      }
    },
    pause: gate.close,
    resume: gate.open,
    stop: () => stop.abort(new DOMException("Cancelled.", "AbortError")),
    close: () => stop.abort(new DOMException("No longer needed.", "AbortError")),
  };
}
