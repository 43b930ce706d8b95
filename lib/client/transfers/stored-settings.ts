import type { Settings } from "./transfer";

const NAME = "cooper-transfers";

export const CHOICES = [
  "ask",
  "replace",
  "skip",
  "keep-both",
  "replace-if-newer",
  "replace-if-size-differs",
] as const satisfies readonly Settings["onConflict"][];

export type StoredSettings = Settings & {
  /** Tells by the system's own means when all is done and nobody looks. */
  notify: boolean;
};

export const DEFAULTS: StoredSettings = {
  onConflict: "ask",
  skipJunk: true,
  emptyFolders: true,
  notify: false,
};

/** What this browser remembers of how files are taken; whatever it cannot make sense of is as at first. */
export function readSettings(storage: Pick<Storage, "getItem">): StoredSettings {
  let stored: unknown;
  try {
    stored = JSON.parse(storage.getItem(NAME) ?? "null");
  } catch {
    // Refused storage, or not what was written: as at first.
    return DEFAULTS;
  }
  if (typeof stored !== "object" || stored === null) return DEFAULTS;
  const { onConflict, skipJunk, emptyFolders, notify } = stored as Record<string, unknown>;
  const flag = (value: unknown, otherwise: boolean) => (typeof value === "boolean" ? value : otherwise);
  return {
    onConflict: CHOICES.find((choice) => choice === onConflict) ?? DEFAULTS.onConflict,
    skipJunk: flag(skipJunk, DEFAULTS.skipJunk),
    emptyFolders: flag(emptyFolders, DEFAULTS.emptyFolders),
    notify: flag(notify, DEFAULTS.notify),
  };
}

export function writeSettings(storage: Pick<Storage, "setItem">, settings: StoredSettings): void {
  try {
    storage.setItem(NAME, JSON.stringify(settings));
  } catch {
    // A browser may refuse storage altogether; the choice then lasts no longer than the page.
    return;
  }
}
