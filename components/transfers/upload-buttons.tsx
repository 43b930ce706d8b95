"use client";

import { FolderUp, Upload } from "lucide-react";
import type { ChangeEvent, ReactNode } from "react";
import { buttonClass } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { candidatesOf } from "@/lib/client/transfers/candidates";
import type { Target } from "@/lib/client/transfers/transfer";
import { useTransferSettings } from "./settings-context";
import { TransferSettings } from "./transfer-settings";
import { useTransfers } from "./use-transfers";

/** React knows no property for this attribute. */
const FOLDER = { webkitdirectory: "" };

/** Choose files or a folder to upload. Null where nothing may be uploaded. */
export function UploadButtons({ target }: { target: Target | null }) {
  return (
    <>
      <Picker target={target} label="Upload files" icon={<Upload aria-hidden />} primary />
      <Picker target={target} label="Upload folder" icon={<FolderUp aria-hidden />} folder />
      <TransferSettings />
    </>
  );
}

/** The input is the control: focus, name and keyboard are the browser's own; the label around it only looks like a button. */
function Picker(props: {
  target: Target | null;
  label: string;
  icon: ReactNode;
  folder?: boolean;
  primary?: boolean;
}) {
  const transfers = useTransfers();
  const { settings } = useTransferSettings();
  const { target } = props;
  function choose({ currentTarget }: ChangeEvent<HTMLInputElement>): void {
    // Emptying the input, so that the same file can be chosen again, empties its live list too.
    const files = Array.from(currentTarget.files ?? []);
    currentTarget.value = "";
    if (target && files.length > 0) transfers.add(candidatesOf(files, settings.skipJunk), target);
  }
  return (
    <label
      className={cn(
        buttonClass({ variant: props.primary ? "primary" : "secondary" }),
        "relative has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-1",
        !target && "pointer-events-none opacity-50",
      )}
    >
      <input
        type="file"
        multiple
        disabled={!target}
        aria-label={props.label}
        className="sr-only"
        onChange={choose}
        {...(props.folder && FOLDER)}
      />
      {props.icon}
      <span aria-hidden className="max-sm:sr-only">
        {props.label}
      </span>
    </label>
  );
}
