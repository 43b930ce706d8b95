"use client";

import { FolderUp, Upload } from "lucide-react";
import { candidatesOf } from "@/lib/client/transfers/candidates";
import type { Picked } from "@/lib/client/transfers/resume/file-access";
import { withPickedHandles } from "@/lib/client/transfers/resume/with-handles";
import type { Target } from "@/lib/client/transfers/transfer";
import { FileChooser } from "./file-chooser";
import { useTransferSettings } from "./settings-context";
import { TransferSettings } from "./transfer-settings";
import { useTransfers } from "./use-transfers";

/** Choose files or a folder to upload. Null where nothing may be uploaded. */
export function UploadButtons({ target }: { target: Target | null }) {
  const transfers = useTransfers();
  const { settings } = useTransferSettings();
  function add(picked: Picked[]): void {
    const files = picked.map(({ file }) => file);
    const candidates = candidatesOf(files, settings.skipJunk);
    if (target) transfers.add(withPickedHandles(candidates, picked), target);
  }
  return (
    <>
      <FileChooser label="Upload files" variant="primary" multiple disabled={!target} onPicked={add}>
        <Upload aria-hidden />
        <span aria-hidden className="max-sm:sr-only">
          Upload files
        </span>
      </FileChooser>
      <FileChooser label="Upload folder" multiple folder disabled={!target} onPicked={add}>
        <FolderUp aria-hidden />
        <span aria-hidden className="max-sm:sr-only">
          Upload folder
        </span>
      </FileChooser>
      {/* A phone has no room for it here; the dock has it, too. */}
      <span className="max-sm:hidden">
        <TransferSettings />
      </span>
    </>
  );
}
