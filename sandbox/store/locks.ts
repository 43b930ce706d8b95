/** One at a time per name; others wait their turn. */
export class Locks {
  readonly #tails = new Map<string, Promise<void>>();

  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(name) ?? Promise.resolve();
    const { promise: done, resolve } = deferred();
    const tail = before.then(() => done);
    this.#tails.set(name, tail);
    await before;
    try {
      return await work();
    } finally {
      resolve();
      if (this.#tails.get(name) === tail) this.#tails.delete(name);
    }
  }
}

/** Promise.withResolvers, which Node 20 lacks. */
function deferred(): { promise: Promise<void>; resolve: () => void } {
  const held: { resolve: () => void } = { resolve: () => undefined };
  const promise = new Promise<void>((resolve) => {
    held.resolve = resolve;
  });
  return { promise, resolve: held.resolve };
}
