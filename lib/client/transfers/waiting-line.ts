type Entry<T> = { rank: number; order: number; value: T | null };

/**
 * Hands out the lowest rank first, and among equals who came first. A hundred thousand may wait: coming and going cost
 * the logarithm of how many there are.
 */
export function createWaitingLine<T>() {
  let heap: Entry<T>[] = [];
  let order = 0;
  let gone = 0;

  const before = (a: Entry<T>, b: Entry<T>) => a.rank < b.rank || (a.rank === b.rank && a.order < b.order);

  function rise(entry: Entry<T>): void {
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (!parent || !before(entry, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = entry;
  }

  function sink(entry: Entry<T>): void {
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const [one, other] = [heap[left], heap[left + 1]];
      const child = one && other && before(other, one) ? other : one;
      if (!child || !before(child, entry)) break;
      heap[at] = child;
      at = child === one ? left : left + 1;
    }
    heap[at] = entry;
  }

  function pop(): Entry<T> | undefined {
    const first = heap[0];
    const last = heap.pop();
    if (last && last !== first) sink(last);
    return first;
  }

  /** Who left stays in place until its turn would come, unless most have left. */
  function sweep(): void {
    if (gone < 64 || gone * 2 < heap.length) return;
    // A sorted array is a heap.
    heap = heap.filter(({ value }) => value !== null).sort((a, b) => (before(a, b) ? -1 : 1));
    gone = 0;
  }

  return {
    size: () => heap.length - gone,
    /** Answers how to leave again. */
    join(rank: number, value: T): () => void {
      const entry: Entry<T> = { rank, order: order++, value };
      rise(entry);
      return () => {
        if (entry.value === null) return;
        entry.value = null;
        gone++;
        sweep();
      };
    },
    next(): T | null {
      for (let entry = pop(); entry; entry = pop()) {
        const { value } = entry;
        entry.value = null;
        if (value !== null) return value;
        gone--;
      }
      return null;
    },
  };
}
