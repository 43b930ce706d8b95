"use client";

import { X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Banner } from "@/components/ui/banner";
import { IconButton } from "@/components/ui/icon-button";
import { useStoredFlag } from "@/lib/client/stored-flag";

const never = () => () => undefined;

/** Over plain http off loopback a browser withholds a part of itself; this says so once, and promises nothing. */
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
      What you send can be read on the way, and the browser withholds some of its features from such a page.
      Better open Cooper over https, or on its own machine as http://localhost.
    </Banner>
  );
}
