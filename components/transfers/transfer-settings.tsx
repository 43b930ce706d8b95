"use client";

import { SlidersHorizontal } from "lucide-react";
import { Field } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Popover } from "@/components/ui/popover";
import { Select } from "@/components/ui/select";
import { CHOICES } from "@/lib/client/transfers/stored-settings";
import { NotifySetting } from "./notify-setting";
import { SettingChoice } from "./setting-choice";
import { useTransferSettings } from "./settings-context";

const CHOICE_WORDS: Record<(typeof CHOICES)[number], string> = {
  ask: "Ask what to do",
  replace: "Replace what is there",
  skip: "Skip the file",
  "keep-both": "Keep both, under another name",
  "replace-if-newer": "Replace if mine is newer",
  "replace-if-size-differs": "Replace if the size differs",
};

/** How files are taken from now on, as this browser remembers it. */
export function TransferSettings({ side }: { side?: "top" | "bottom" }) {
  const { settings, set } = useTransferSettings();
  return (
    <Popover
      title="Upload settings"
      {...(side && { side })}
      trigger={
        <IconButton label="Upload settings">
          <SlidersHorizontal aria-hidden />
        </IconButton>
      }
    >
      <div className="flex flex-col gap-3">
        <Field label="When a name is taken">
          {(wiring) => (
            <Select
              {...wiring}
              value={settings.onConflict}
              onChange={({ currentTarget }) => {
                const onConflict = CHOICES.find((choice) => choice === currentTarget.value);
                if (onConflict) set({ onConflict });
              }}
            >
              {CHOICES.map((choice) => (
                <option key={choice} value={choice}>
                  {CHOICE_WORDS[choice]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <SettingChoice
          checked={settings.skipJunk}
          onChange={(skipJunk) => set({ skipJunk })}
          label="Leave out system files"
          hint="Such as .DS_Store, Thumbs.db and desktop.ini within folders."
        />
        <SettingChoice
          checked={settings.emptyFolders}
          onChange={(emptyFolders) => set({ emptyFolders })}
          label="Keep empty folders"
          hint="Each becomes an object of no bytes whose key ends in a slash."
        />
        <NotifySetting />
        <p className="text-muted text-sm">For files that you add from now on, in this browser.</p>
      </div>
    </Popover>
  );
}
