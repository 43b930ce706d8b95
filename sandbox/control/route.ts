import type { Chaos } from "../chaos/chaos";
import type { Journal } from "../journal/journal";
import type { Digest, DigestOptions } from "../scale/digest";

/** What the control port has its hands on. */
export type Desk = {
  chaos: Chaos;
  journal: Journal;
  digestOf: (bucket: string, key: string, options: DigestOptions) => Promise<Digest>;
};

export type Ask = {
  query: ReadonlyMap<string, string>;
  /** What stands in the path's place of `:id`. */
  id: string;
  /** The JSON that came with it; undefined if none did. */
  body: unknown;
  /** Aborted when whoever asked has left. */
  gone: AbortSignal;
};

export type Answered = { status: number; value: unknown };

export type Route = {
  method: "GET" | "POST" | "DELETE";
  /** With at most one `:id`, at the end. */
  path: string;
  /** Which parameters its query may have. */
  query?: readonly string[];
  run: (ask: Ask, desk: Desk) => Answered | Promise<Answered>;
};

/** A refusal of the control port: never one of S3. */
export class ControlError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly problems: readonly { path: string; message: string }[] = [],
  ) {
    super(message);
    this.name = "ControlError";
  }
}

export function ok(value: unknown): Answered {
  return { status: 200, value };
}
