"use client";

import { createContext, type ReactNode, useContext, useState } from "react";
import { KeySheet } from "./key-sheet";
import { usePageKeys } from "./use-page-keys";

const KeyHelpContext = createContext<() => void>(() => undefined);

/** The sheet that tells the keys: `?` opens it on every page, and so does whatever asks for it here. */
export function KeyHelp({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const show = () => setOpen(true);
  usePageKeys({ "?": show });
  return (
    <KeyHelpContext value={show}>
      {children}
      <KeySheet open={open} onOpenChange={setOpen} />
    </KeyHelpContext>
  );
}

export const useKeyHelp = () => useContext(KeyHelpContext);
