"use client";

import { useSyncExternalStore } from "react";
import type { DiskAccess } from "@/lib/client/entry-actions";

const NONE: DiskAccess = { files: false, folders: false };
let found: DiskAccess | null = null;

/** What this browser can write to: where it asks, and the page is one of https. On the server nothing. */
export function useDiskAccess(): DiskAccess {
  return useSyncExternalStore(never, access, () => NONE);
}

const never = () => () => undefined;

function access(): DiskAccess {
  found ??= {
    files: window.showSaveFilePicker !== undefined,
    folders: window.showDirectoryPicker !== undefined,
  };
  return found;
}
