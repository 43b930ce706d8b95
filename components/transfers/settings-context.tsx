"use client";

import { createContext, useContext, useEffect, useState } from "react";
import {
  DEFAULTS,
  readSettings,
  type StoredSettings,
  writeSettings,
} from "@/lib/client/transfers/stored-settings";

type Kept = { settings: StoredSettings; set: (change: Partial<StoredSettings>) => void };

const SettingsContext = createContext<Kept>({ settings: DEFAULTS, set: () => undefined });

export const SettingsProvider = SettingsContext.Provider;

/** How files are taken, as this browser remembers it. */
export const useTransferSettings = (): Kept => useContext(SettingsContext);

/** What was stored is read after the page is there: the server that made it knows nothing of it. */
export function useStoredSettings(apply: (settings: StoredSettings) => void): Kept {
  const [settings, setSettings] = useState(DEFAULTS);
  useEffect(() => {
    const read = () => setSettings(readSettings(window.localStorage));
    read();
    // Another tab may have chosen otherwise.
    window.addEventListener("storage", read);
    return () => window.removeEventListener("storage", read);
  }, []);
  useEffect(() => apply(settings), [settings, apply]);
  return {
    settings,
    set(change) {
      const next = { ...settings, ...change };
      setSettings(next);
      writeSettings(window.localStorage, next);
    },
  };
}
