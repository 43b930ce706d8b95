import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

function read(name: string): boolean {
  try {
    return window.localStorage.getItem(name) === "1";
  } catch {
    // A browser may refuse storage altogether; then nothing is remembered.
    return false;
  }
}

function write(name: string, value: boolean): void {
  try {
    if (value) window.localStorage.setItem(name, "1");
    else window.localStorage.removeItem(name);
  } catch {
    // As above: the choice then lasts no longer than the page.
    return;
  } finally {
    for (const listener of listeners) listener();
  }
}

/** A yes or no that this browser remembers about how things look; never about what is in a bucket. */
export function useStoredFlag(name: string): [boolean, (value: boolean) => void] {
  const value = useSyncExternalStore(
    subscribe,
    () => read(name),
    () => false,
  );
  return [value, (next) => write(name, next)];
}
