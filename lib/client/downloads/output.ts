import { DownloadFailure } from "./download";
import { ObjectFailure } from "./trouble";

type Bytes = Uint8Array<ArrayBuffer>;

/** Where an archive's bytes land. */
export type Output = {
  write(bytes: Bytes): Promise<void>;
  /** Answers what is to be saved, if it was only kept. */
  close(): Promise<Blob | null>;
  /** Leaves nothing behind. */
  abort(reason: unknown): Promise<void>;
};

export async function fileOutput(handle: FileSystemFileHandle): Promise<Output> {
  const file = await onDisk(() => handle.createWritable());
  return {
    write: (bytes) => onDisk(() => file.write(bytes)),
    async close() {
      await onDisk(() => file.close());
      return null;
    },
    abort: (reason) => file.abort(reason),
  };
}

/** Runs what touches the disk; what goes wrong there is said in words. */
export async function onDisk<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof ObjectFailure) throw cause;
    throw new DownloadFailure(diskTrouble(cause), { cause });
  }
}

function diskTrouble(error: unknown): string {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "QuotaExceededError") return "The disk is full.";
  if (name === "NotAllowedError")
    return "The browser does not let this page write there any more. Choose the place again.";
  if (name === "NotFoundError") return "The folder or file that was chosen is gone.";
  if (name === "NoModificationAllowedError") return "Another program has the file open.";
  return `It could not be written: ${error instanceof Error ? error.message : String(error)}`;
}

/** Blobs of this many blocks go to where the browser keeps large ones, so that they leave the worker's memory. */
const GATHERED = 16;

export function memoryOutput(length: number, limit: number, type: string): Output {
  if (length > limit) {
    const size = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
    throw new DownloadFailure(
      `This archive has ${size(length)}. Here the browser can neither write files nor stream, and keeps ${size(limit)} at most. Choose fewer objects, or use https and a window that is not private.`,
      { retryable: false },
    );
  }
  let blobs: Blob[] = [];
  let blocks: Bytes[] = [];
  const gather = () => {
    if (blocks.length > 0) blobs.push(new Blob(blocks));
    blocks = [];
  };
  return {
    async write(bytes) {
      if (blocks.push(bytes) >= GATHERED) gather();
    },
    async close() {
      gather();
      return new Blob(blobs, { type });
    },
    async abort() {
      blobs = [];
      blocks = [];
    },
  };
}
