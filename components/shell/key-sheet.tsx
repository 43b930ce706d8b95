"use client";

import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";

const KEYS: [string[], string][] = [
  [["↑", "↓"], "Move and select"],
  [["Home", "End"], "First and last row"],
  [["PgUp", "PgDn"], "One screen up and down"],
  [["Enter"], "Open a folder, download a file"],
  [["Backspace"], "One folder up"],
  [["Shift", "↑ ↓"], "Select a range"],
  [["Space"], "Select or deselect"],
  [["Ctrl", "A"], "Select all loaded rows"],
  [["Esc"], "Clear selection"],
  [["Delete"], "Delete the selection"],
  [["Shift", "F10"], "Actions of the row"],
  [["/"], "Filter"],
  [["?"], "This sheet"],
];

export function KeySheet(props: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog
      {...props}
      initialFocus="dialog"
      title="Keyboard shortcuts"
      description="Most of them work in the list of a bucket."
    >
      <dl className="flex flex-col">
        {KEYS.map(([keys, meaning]) => (
          <div key={meaning} className="flex h-8 items-center justify-between border-b last:border-b-0">
            <dt>{meaning}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
