"use client";

import { useState } from "react";
import { SettingChoice } from "./setting-choice";
import { useTransferSettings } from "./settings-context";

/** The browser is asked for its permission only here, by a click that means it. */
export function NotifySetting() {
  const { settings, set } = useTransferSettings();
  const [refused, setRefused] = useState(false);
  const can = typeof window !== "undefined" && "Notification" in window && window.isSecureContext;
  const denied = can && (refused || Notification.permission === "denied");

  async function choose(notify: boolean): Promise<void> {
    if (!notify) return set({ notify });
    const granted = (await Notification.requestPermission()) === "granted";
    setRefused(!granted);
    set({ notify: granted });
  }

  return (
    <SettingChoice
      checked={can && !denied && settings.notify && Notification.permission === "granted"}
      disabled={!can || denied}
      onChange={(notify) => void choose(notify)}
      label="Notify me when all is done"
      hint={
        !can
          ? "Browsers notify only on pages that came over https."
          : denied
            ? "The browser refuses notifications of this page; its site settings can allow them."
            : "If you look at another tab or window then."
      }
    />
  );
}
