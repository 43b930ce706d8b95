import { List, Pause, Play, RotateCcw, X } from "lucide-react";
import { buttonClass } from "@/components/ui/button";
import type { DockAction } from "./dock-item";

const WORDS = { details: "Details of", pause: "Pause", resume: "Resume", retry: "Retry", cancel: "Cancel" };
const ICONS = { details: List, pause: Pause, resume: Play, retry: RotateCcw, cancel: X };

/** A button in a row. The list keeps the focus: its keys do the same. */
export function RowAction(props: { action: DockAction; of: string; onAct: () => void }) {
  const Icon = ICONS[props.action];
  const name = `${WORDS[props.action]} ${props.of}`;
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={name}
      title={name}
      onClick={props.onAct}
      className={buttonClass({ variant: "ghost", size: "icon" }, "size-6 pointer-coarse:size-10")}
    >
      <Icon aria-hidden />
    </button>
  );
}
