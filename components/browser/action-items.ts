import {
  ClipboardCopy,
  Copy,
  CornerDownRight,
  Download,
  FolderDown,
  HardDriveDownload,
  Link2,
  type LucideIcon,
  Trash2,
} from "lucide-react";
import type { EntryAction } from "@/lib/client/entry-actions";

/** How each action looks, wherever it is offered. */
export const ACTION_ITEMS: Record<
  EntryAction,
  {
    label: string;
    icon: LucideIcon;
    shortcut?: string;
    danger?: boolean;
    /** What the selection bar says instead; null where only menus have it. */
    inBar?: string | null;
  }
> = {
  open: { label: "Open", icon: CornerDownRight, shortcut: "Enter" },
  download: { label: "Download", icon: Download, shortcut: "Enter" },
  "download-parallel": { label: "Download in parallel to…", icon: HardDriveDownload, inBar: null },
  "download-zip": { label: "Download as zip", icon: Download, inBar: "Download" },
  "download-folder": { label: "Download to folder…", icon: FolderDown, inBar: null },
  share: { label: "Share…", icon: Link2 },
  "copy-key": { label: "Copy key", icon: Copy },
  "copy-uri": { label: "Copy S3 URI", icon: ClipboardCopy },
  delete: { label: "Delete…", icon: Trash2, shortcut: "Del", danger: true },
};
