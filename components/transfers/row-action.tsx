import { CircleAlert, Pause, Play, RotateCcw, X } from "lucide-react";
import { buttonClass } from "@/components/ui/button";
import type { DockAction } from "./dock-item";

const WORDS = {
  details: "Show failures",
  pause: "Pause",
  resume: "Resume",
  retry: "Retry",
  cancel: "Cancel",
};
const ICONS = { details: CircleAlert, pause: Pause, resume: Play, retry: RotateCcw, cancel: X };

/** A button in a row. The list keeps the focus: its keys do the same. */
export function RowAction(props: { action: DockAction; of: string; onAct: () => void }) {
  const Icon = ICONS[props.action];
  const { action, of } = props;
  const name = action === "details" ? `${WORDS.details} of ${of}` : `${WORDS[action]} ${of}`;
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={name}
      title={WORDS[props.action]}
      onClick={props.onAct}
      className={buttonClass({ variant: "ghost", size: "icon" }, "size-6 pointer-coarse:size-10")}
    >
      <Icon aria-hidden />
    </button>
  );
}
