import "server-only";
import { createHash } from "node:crypto";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

/** Counts by key within a window, and remembers only so many keys: whoever invents keys must not fill the memory. */
export class CappedLimiter {
  readonly #limiter: RateLimiterMemory;
  readonly #cap: number;
  /** The one charged longest ago first. */
  readonly #keys = new Set<string>();

  constructor(options: { points: number; duration: number; cap: number }) {
    this.#cap = options.cap;
    this.#limiter = new RateLimiterMemory(options);
  }

  get size(): number {
    return this.#keys.size;
  }

  /** Null when the key may go on, else the seconds to wait. */
  async charge(name: string): Promise<number | null> {
    const key = digest(name);
    this.#keys.delete(key);
    this.#keys.add(key);
    const [oldest] = this.#keys;
    if (oldest !== undefined && this.#keys.size > this.#cap) {
      this.#keys.delete(oldest);
      await this.#limiter.delete(oldest);
    }
    try {
      await this.#limiter.consume(key);
      return null;
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      return Math.max(1, Math.ceil(error.msBeforeNext / 1000));
    }
  }

  async refund(name: string): Promise<void> {
    const key = digest(name);
    if (this.#keys.has(key)) await this.#limiter.reward(key, 1);
  }

  async clear(name: string): Promise<void> {
    const key = digest(name);
    this.#keys.delete(key);
    await this.#limiter.delete(key);
  }
}

/** Names are as long as the caller likes; what stands for one is not. */
function digest(name: string): string {
  return createHash("sha256").update(name).digest("base64url").slice(0, 22);
}
