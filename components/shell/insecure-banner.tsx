"use client";

import { X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Banner } from "@/components/ui/banner";
import { IconButton } from "@/components/ui/icon-button";
import { useStoredFlag } from "@/lib/client/stored-flag";

const never = () => () => undefined;

/** Over plain http off loopback a browser withholds a good part of itself; this says so once. */
export function InsecureBanner() {
  const insecure = useSyncExternalStore(
    never,
    () => !window.isSecureContext,
    () => false,
  );
  const [dismissed, setDismissed] = useStoredFlag("cooper-insecure-dismissed");
  if (!insecure || dismissed) return null;
  return (
    <Banner
      tone="warning"
      title="This page came over plain http"
      className="rounded-none border-x-0 border-t-0"
      action={
        <IconButton label="Dismiss" onClick={() => setDismissed(true)}>
          <X aria-hidden />
        </IconButton>
      }
    >
      Browsing, uploading, downloading and sharing work. What you send can be read on the way, and the browser
      withholds its clipboard, its file pickers and background workers. To have them, open Cooper over https,
      or on this machine as http://localhost.
    </Banner>
  );
}
