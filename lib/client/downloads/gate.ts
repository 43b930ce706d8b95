export type Gate = ReturnType<typeof createGate>;

/** Holds back whoever wants to begin something while a download is paused. */
export function createGate() {
  let open = true;
  const waiting = new Set<() => void>();
  return {
    isOpen: () => open,
    close(): void {
      open = false;
    },
    open(): void {
      open = true;
      for (const go of [...waiting]) go();
      waiting.clear();
    },
    /** Calls back each time that it opens anew. */
    whenOpen: (go: () => void) => void waiting.add(go),
    async pass(signal: AbortSignal): Promise<void> {
      signal.throwIfAborted();
      if (open) return;
      await new Promise<void>((resolve) => {
        waiting.add(resolve);
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
      signal.throwIfAborted();
    },
  };
}
