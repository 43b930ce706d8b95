// biome-ignore-all lint/a11y/useSemanticElements: rows that come and go as one scrolls stand free; a table cannot hold them.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active row.
import { cn } from "@/components/ui/cn";
import { Progress } from "@/components/ui/progress";
import { formatBytes } from "@/lib/client/format";
import { visibleName } from "@/lib/client/visible-name";
import { lastSegment, parentPrefix } from "@/lib/keys";
import type { DockAction, DockItem } from "./dock-item";
import { LookIcon } from "./look-icon";
import { RowAction } from "./row-action";

const TONES = { danger: "text-danger", warning: "text-warning", muted: "text-muted" };

/** One transfer: a line of name, remark, bar, bytes and state; on a phone two lines over a bar. */
export function DockRow({ item, act }: { item: DockItem; act: (action: DockAction) => void }) {
  const { key, look, remark } = item;
  const bytes = bytesOf(item);
  const name = visibleName(key);
  return (
    <>
      <div role="gridcell" className="flex min-w-0 items-center gap-2.5">
        <LookIcon look={look} />
        <span className="min-w-0 flex-1">
          <span className="flex min-w-0" title={name}>
            <span className="min-w-0 truncate text-faint">{visibleName(parentPrefix(key))}</span>
            <span className="max-w-full shrink-0 truncate">{visibleName(lastSegment(key))}</span>
          </span>
          <span className={cn("block truncate text-sm sm:hidden", TONES[remark?.tone ?? "muted"])}>
            {remark && look === "failed" ? remark.text : `${item.word} · ${bytes}`}
          </span>
        </span>
      </div>
      <div
        role="gridcell"
        title={remark?.text}
        className={cn("truncate text-sm max-sm:hidden", TONES[remark?.tone ?? "muted"])}
      >
        {remark?.text}
      </div>
      <div role="gridcell" className="max-sm:absolute max-sm:inset-x-3 max-sm:bottom-0.5">
        <Progress
          label={key}
          value={percentOf(item)}
          valueText={
            item.size === null
              ? `${item.word}, ${bytes}`
              : `${item.word}, ${formatBytes(item.sent)} of ${formatBytes(item.size)}`
          }
          tone={look === "failed" ? "danger" : look === "done" ? "success" : "accent"}
          className={cn(
            (look === "done" || look === "ended") && "opacity-50",
            look === "paused" && "opacity-60",
          )}
        />
      </div>
      <div role="gridcell" className="truncate text-right text-muted text-sm tabular-nums max-sm:hidden">
        {bytes}
      </div>
      <div role="gridcell" className="truncate text-muted text-sm max-sm:hidden">
        {item.word}
      </div>
      <div role="gridcell" className="flex items-center justify-end">
        {item.actions.map((action) => (
          <RowAction key={action} action={action} of={key} onAct={() => act(action)} />
        ))}
      </div>
    </>
  );
}

function bytesOf({ look, sent, size }: DockItem): string {
  if (size === null) return formatBytes(sent);
  const partly = (look === "active" || look === "paused" || look === "failed") && sent > 0 && sent < size;
  return partly ? `${formatBytes(sent)} of ${formatBytes(size)}` : formatBytes(size);
}

function percentOf({ look, sent, size }: DockItem): number | null {
  if (look === "done") return 100;
  if (size === null) return look === "active" ? null : 0;
  return size > 0 ? Math.floor((sent / size) * 100) : 0;
}
