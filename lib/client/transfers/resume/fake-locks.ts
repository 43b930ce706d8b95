/** The locks of one browser, as several pages see them. */
export function fakeLocks(): LockManager {
  const held = new Set<string>();
  return {
    async request(name: string, _options: LockOptions, work: (lock: Lock | null) => unknown) {
      if (held.has(name)) return work(null);
      held.add(name);
      try {
        return await work({ name, mode: "exclusive" });
      } finally {
        held.delete(name);
      }
    },
    query: async () => ({ held: [...held].map((name) => ({ name })), pending: [] }),
  } as unknown as LockManager;
}
