"use client";

import { useEffect, useRef } from "react";
import type { DockKind } from "./dock-kind";
import { useTransferSettings } from "./settings-context";

/** Tells whoever looks elsewhere that all is done: in the tab's title, and by the system where that was asked for. */
export function useDoneSignal(kinds: readonly DockKind[]): void {
  const { notify } = useTransferSettings().settings;
  const under = kinds.some((kind) => kind.under);
  const failed = kinds.some((kind) => kind.failed.length > 0);
  const words = kinds.map(({ headline }) => headline).join(". ");
  const wasUnder = useRef(false);

  useEffect(() => {
    const ended = wasUnder.current && !under;
    wasUnder.current = under;
    const away = document.hidden || !document.hasFocus();
    if (!ended || words === "" || !away) return;
    if (notify) tell(words);
    const title = document.title;
    const told = `${failed ? "✕" : "✓"} ${words} · ${title}`;
    document.title = told;
    const back = () => {
      if (document.hidden) return;
      // Whoever went to another folder meanwhile has named the tab anew.
      if (document.title === told) document.title = title;
      window.removeEventListener("focus", back);
      document.removeEventListener("visibilitychange", back);
    };
    window.addEventListener("focus", back);
    document.addEventListener("visibilitychange", back);
  }, [under, failed, words, notify]);
}

function tell(words: string): void {
  try {
    const notification = new Notification("Cooper", { body: words, tag: "cooper-transfers" });
    notification.onclick = () => {
      window.focus();
      notification.close();
    };
  } catch {
    // Chrome on Android lets only service workers notify; the title has told it already.
    return;
  }
}
