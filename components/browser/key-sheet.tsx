"use client";

import { Dialog, type DialogEnd } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";

const KEYS: [string[], string][] = [
  [["↑", "↓"], "Move"],
  [["Home", "End"], "First and last row"],
  [["PgUp", "PgDn"], "One screen up and down"],
  [["Enter"], "Open a folder, download a file"],
  [["Backspace"], "One folder up"],
  [["Shift", "↑ ↓"], "Choose a range"],
  [["Space"], "Choose, or not"],
  [["Ctrl", "A"], "Choose all loaded rows"],
  [["Esc"], "Choose nothing"],
  [["Delete"], "Delete what is chosen"],
  [["Shift", "F10"], "Actions of the row"],
  [["/"], "Filter"],
  [["?"], "This sheet"],
];

export function KeySheet(props: DialogEnd & { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog {...props} title="Keyboard shortcuts">
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
