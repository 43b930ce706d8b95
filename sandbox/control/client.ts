import type { RuleState } from "../chaos/chaos";
import type { RuleInput } from "../chaos/rule";
import type { Entry } from "../journal/entry";
import type { Page, Totals } from "../journal/journal";
import type { Digest } from "../scale/digest";

type JournalPage = { entries: Entry[]; last: number; dropped: number; inFlight: number };

type Query = Record<string, string | number | undefined>;

/** Speaks to a sandbox's control port. */
export class ControlClient {
  constructor(
    readonly url: string,
    readonly token: string,
  ) {}

  async #ask<T>(method: string, path: string, query: Query = {}, body?: unknown): Promise<T> {
    const address = new URL(path, this.url);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) address.searchParams.set(name, String(value));
    const answer = await fetch(address, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const value = (await answer.json()) as T & { error?: string };
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${value.error}`);
    return value;
  }

  /** Returns the rules' ids. */
  async add(...rules: readonly RuleInput[]): Promise<string[]> {
    return (await this.#ask<{ ids: string[] }>("POST", "/chaos", {}, rules)).ids;
  }

  async rules(): Promise<RuleState[]> {
    return (await this.#ask<{ rules: RuleState[] }>("GET", "/chaos")).rules;
  }

  async remove(id: string): Promise<void> {
    await this.#ask("DELETE", `/chaos/${id}`);
  }

  async clear(): Promise<void> {
    await this.#ask("DELETE", "/chaos");
  }

  async journal(page: Page = {}): Promise<JournalPage> {
    return await this.#ask("GET", "/journal", page);
  }

  /** All remembered requests that fit, page by page. */
  async entries({ after = 0, ...filter }: Page = {}): Promise<Entry[]> {
    const all: Entry[] = [];
    for (let behind = after; ; ) {
      const { entries } = await this.journal({ ...filter, limit: 1000, after: behind });
      all.push(...entries);
      const last = entries.at(-1);
      if (!last || entries.length < 1000) return all;
      behind = last.sequence;
    }
  }

  async forget(): Promise<void> {
    await this.#ask("DELETE", "/journal");
  }

  async totals(): Promise<Totals> {
    return await this.#ask("GET", "/journal/totals");
  }

  /** Waits until no request is under way; throws if some still are when the time is up. */
  async quiet(deadline = 10_000): Promise<void> {
    const { quiet, inFlight } = await this.#ask<{ quiet: boolean; inFlight: number }>(
      "GET",
      "/journal/quiet",
      { deadline },
    );
    if (!quiet) throw new Error(`${inFlight} requests are still under way after ${deadline} ms.`);
  }

  /** Waits for a request that fits, and throws if none comes in time. */
  async waitFor({ limit: _, ...page }: Page, deadline = 10_000): Promise<Entry> {
    const { entry } = await this.#ask<{ entry: Entry | null }>("GET", "/journal/wait", { ...page, deadline });
    if (!entry) throw new Error(`No request came within ${deadline} ms: ${JSON.stringify(page)}`);
    return entry;
  }

  /** The hashes of an object, or of a part of it, both ends included. */
  async digestOf(bucket: string, key: string, range?: { start: number; end: number }): Promise<Digest> {
    return await this.#ask("GET", "/objects/digest", { bucket, key, ...range });
  }
}
