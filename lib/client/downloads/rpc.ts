import { AppError, type ErrorCode } from "@/lib/errors";
import { DownloadFailure } from "./download";

/** What both sides of a worker, or of any port, have. */
export type Port = {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent) => void) | null;
};

type Method = (...args: never[]) => unknown;
type Methods = Record<string, Method>;
type Thrown = {
  kind: "app" | "download" | "other";
  code: string;
  message: string;
  retryable: boolean;
  retryAfter?: number;
};

type Message =
  | { type: "call"; id: number; method: string; args: unknown[] }
  | { type: "answer"; id: number; value: unknown }
  | { type: "error"; id: number; error: Thrown };

/** Serves its own methods on a port, and calls those of the other side; errors keep what people read. */
export function createRpc(port: Port, own: Methods) {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>();
  let count = 0;

  port.onmessage = ({ data }: MessageEvent) => {
    const message = data as Message;
    if (message.type === "call") void answer(message);
    else {
      const waiter = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.type === "answer") waiter?.resolve(message.value);
      else waiter?.reject(revive(message.error));
    }
  };

  async function answer({ id, method, args }: Extract<Message, { type: "call" }>): Promise<void> {
    try {
      const value = await own[method]?.(...(args as never[]));
      port.postMessage({ type: "answer", id, value }, value instanceof MessagePort ? [value] : []);
    } catch (error) {
      port.postMessage({ type: "error", id, error: flatten(error) });
    }
  }

  return {
    call<T>(method: string, ...args: unknown[]): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        const id = count++;
        waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
        port.postMessage({ type: "call", id, method, args });
      });
    },
    /** The other side is gone: whoever waits for it hears so. */
    fail(error: unknown): void {
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    },
  };
}

export function flatten(error: unknown): Thrown {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof AppError) {
    const { code, retryAfter } = error;
    return { kind: "app", code, message, retryable: true, ...(retryAfter !== undefined && { retryAfter }) };
  }
  if (error instanceof DownloadFailure)
    return { kind: "download", code: "", message, retryable: error.retryable };
  return { kind: "other", code: "", message, retryable: true };
}

export function revive({ kind, code, message, retryable, retryAfter }: Thrown): Error {
  if (kind === "app")
    return new AppError(code as ErrorCode, message, retryAfter === undefined ? {} : { retryAfter });
  return kind === "download" ? new DownloadFailure(message, { retryable }) : new Error(message);
}

export type { Thrown };
