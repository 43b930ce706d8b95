import type { Digest, Hasher } from "./digest";
import type { Piece } from "./hash-pieces";
import type { Hashed } from "./hash-worker";

/** Hashing is faster than most lines: a second worker for the fast ones, and the other cores for sending. */
const MOST_WORKERS = 2;
/** Goes to a worker in one message: many small files, or one part. */
const BUNDLE = { PIECES: 64, BYTES: 16 * 1024 * 1024 };

type Waiting = Piece & { resolve: (digest: Digest) => void; reject: (error: Error) => void };
/** The part of a Worker that is used here. */
export type HashWorker = Pick<Worker, "postMessage" | "terminate" | "onmessage" | "onerror">;

/** Hashes in up to as many workers as `cores`, begun when first needed and kept. A worker that dies takes only what it had with it. */
export function createHasher(cores: number, open: () => HashWorker): Hasher {
  const waiting: Waiting[] = [];
  const idle: HashWorker[] = [];
  const most = Math.max(1, Math.min(MOST_WORKERS, cores));
  let workers = 0;
  let head = 0;
  let scheduled = false;

  function next(): Waiting[] {
    const bundle: Waiting[] = [];
    let bytes = 0;
    for (; head < waiting.length && bundle.length < BUNDLE.PIECES; head++) {
      const piece = waiting[head];
      if (!piece || (bundle.length > 0 && bytes + piece.blob.size > BUNDLE.BYTES)) break;
      bytes += piece.blob.size;
      bundle.push(piece);
    }
    if (head === waiting.length) {
      waiting.length = 0;
      head = 0;
    }
    return bundle;
  }

  function take(): HashWorker | null {
    const worker = idle.pop();
    if (worker || workers === most) return worker ?? null;
    const opened = open();
    workers++;
    return opened;
  }

  function flush(): void {
    scheduled = false;
    while (head < waiting.length) {
      let worker: HashWorker | null;
      try {
        worker = take();
      } catch (error) {
        for (const { reject } of next()) reject(new Error("This browser runs no worker.", { cause: error }));
        continue;
      }
      if (!worker) return;
      give(worker, next());
    }
  }

  function give(worker: HashWorker, bundle: Waiting[]): void {
    worker.onmessage = ({ data }: MessageEvent<Hashed[]>) => {
      for (const [at, { resolve, reject }] of bundle.entries()) {
        const hashed = data[at];
        if (hashed && "crc" in hashed) resolve(hashed);
        else reject(new Error(hashed?.error ?? "The worker left one out."));
      }
      idle.push(worker);
      flush();
    };
    worker.onerror = () => {
      worker.terminate();
      workers--;
      for (const { reject } of bundle) reject(new Error("The worker that hashes broke down."));
      flush();
    };
    worker.postMessage(bundle.map(({ blob, md5, bytes = false }): Piece => ({ blob, md5, bytes })));
  }

  return {
    digest: (blob, wants) =>
      new Promise((resolve, reject) => {
        waiting.push({ blob, ...wants, resolve, reject });
        if (scheduled) return;
        scheduled = true;
        // What is asked for in the same turn travels together.
        queueMicrotask(flush);
      }),
  };
}

/** Null where there are no workers, as while the page is made on the server. */
export function browserHasher(): Hasher | null {
  if (typeof Worker === "undefined") return null;
  return createHasher(
    navigator.hardwareConcurrency || 1,
    () => new Worker(new URL("./hash-worker.ts", import.meta.url), { type: "module" }),
  );
}
