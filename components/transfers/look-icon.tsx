import { CircleAlert, CircleCheck, CircleDashed, CircleHelp, CirclePause, CircleSlash } from "lucide-react";
import { cn } from "@/components/ui/cn";
import type { DockLook } from "./dock-item";

const LOOKS = {
  waiting: [CircleDashed, "text-faint"],
  active: [CircleDashed, "text-accent"],
  paused: [CirclePause, "text-muted"],
  asking: [CircleHelp, "text-warning"],
  done: [CircleCheck, "text-success"],
  failed: [CircleAlert, "text-danger"],
  ended: [CircleSlash, "text-faint"],
} as const;

export function LookIcon({ look }: { look: DockLook }) {
  const [Icon, color] = LOOKS[look];
  return <Icon aria-hidden className={cn("size-4 shrink-0", color)} />;
}
