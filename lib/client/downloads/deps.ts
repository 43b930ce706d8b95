import type { BucketRef } from "@/lib/client/api";
import type { Clock } from "@/lib/client/transfers/deps";
import type { ExistingChoice, FailedObject, ReadUrls, Sink, Source } from "./download";

/** What is to be done; it travels to a worker, so it is made of what can be cloned. */
export type Task =
  | { kind: "archive"; name: string; sink: Sink }
  | { kind: "folder"; directory: FileSystemDirectoryHandle }
  | { kind: "file"; handle: FileSystemFileHandle };

/** How far it is; sent a few times a second. */
export type Progress = {
  size: number;
  objects: number;
  listed: boolean;
  received: number;
  objectsDone: number;
  skipped: number;
  failed: number;
  renamed: number;
  note: string | null;
  /** The last bytes are there and are being checked, moved or written out. */
  finishing: boolean;
};

export type Outcome = {
  verified: "CRC64NVME" | "CRC32" | "MD5" | null;
  /** An archive that was kept in memory, to be saved by the page. */
  blob: Blob | null;
};

/** What the work asks of its page. */
export type Host = {
  /** The next few objects of the list, or null after the last. */
  sources(): Promise<Source[] | null>;
  urls: ReadUrls;
  /** Opens a download of the browser's own; what is written into the port lands there. */
  openStream(name: string, length: number): Promise<MessagePort>;
  /** Asks once what to do with files that are there already. */
  existing(name: string): Promise<ExistingChoice>;
  progress(progress: Progress): void;
  failed(objects: FailedObject[]): void;
};

/** Work that can be stopped and, as long as it was not closed, be run again: the list is read only once. */
export type Work = {
  run(): Promise<Outcome>;
  pause(): void;
  resume(): void;
  stop(): void;
  close(): void;
};

export type DownloadDeps = {
  clock: Clock;
  /** Begins the work, in a worker where it would cost frames. */
  work(task: Task, host: Host): Work;
  urls(from: BucketRef): ReadUrls;
  /** Answers a port whose other end is a download of the browser's own. */
  openStream(
    name: string,
    length: number,
    signal: AbortSignal,
    /** The browser ended it by itself. */
    onLost: () => void,
  ): Promise<MessagePort>;
  /** Has the browser save what lies in memory. */
  save(blob: Blob, name: string): void;
};
