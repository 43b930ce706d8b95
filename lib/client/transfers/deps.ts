import type * as api from "@/lib/client/api";
import type { BucketRef } from "@/lib/client/api";
import type { SignedPart } from "@/lib/schemas/uploads";
import type { Hasher } from "./digest";
import type { Existing } from "./existing";
import type { Plans } from "./plan";
import type { Target } from "./transfer";

/** What S3 answered, or `network` when the browser tells nothing: no connection, a reset, CORS. */
export type Answer =
  | { type: "answer"; status: number; etag: string | null; retryAfter: number | null; body: string }
  | { type: "network"; stalled: boolean };

/** Sends one part as signed; rejects only when aborted. */
export type Send = (
  part: SignedPart,
  body: Blob | ArrayBuffer,
  onProgress: (loaded: number) => void,
  signal: AbortSignal,
) => Promise<Answer>;

export type TransferApi = Pick<
  typeof api,
  | "createUploads"
  | "listObjects"
  | "signParts"
  | "uploadStatus"
  | "completeUpload"
  | "completeUploads"
  | "abortUpload"
  | "listUploads"
  | "resumeUpload"
  | "discardUpload"
  | "createFolder"
  | "checkCors"
> & {
  /** What is stored under a key, or null if that cannot be found out; a key that is free is a `not_found`. */
  findObject(ref: BucketRef, key: string): Promise<Existing | null>;
};

/** What the browser says about its way to S3. */
export type Network = {
  online(): boolean;
  /** Calls back each time the browser comes back online; answers how to stop that. */
  onOnline(listener: () => void): () => void;
  pageOrigin(): string;
  /** Whether anything answers there, however it answers (a `no-cors` request). */
  reaches(origin: string): Promise<boolean>;
  /** The browser's permission to reach the local network; null where it knows no such thing. */
  localNetwork(): Promise<"granted" | "prompt" | "denied" | null>;
};

export type Clock = {
  now(): number;
  /** Rejects with the signal's reason when aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Runs once, before the next frame is drawn. */
  frame(callback: () => void): void;
  /** Runs again and again; answers how to stop that. */
  every(ms: number, callback: () => void): () => void;
};

export type Deps = {
  api: TransferApi;
  send: Send;
  network: Network;
  clock: Clock;
  random(): number;
  /** Null where this browser cannot hash: uploads are not verified then, and say so. */
  hasher: Hasher | null;
  /** Null where nothing is remembered for after a reload. */
  plans: Plans | null;
  /** Told for each file that S3 has whole. */
  onStored?(target: Target, key: string): void;
};
