import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

/** What stands where a list would: nothing there yet, or nothing to be had, and what to do next. */
export function EmptyState(props: {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  tone?: "neutral" | "danger";
  /** h1 where it is all that the page has to say. */
  heading?: "h1" | "h2";
}) {
  const Icon = props.icon;
  const Heading = props.heading ?? "h2";
  return (
    <div className="flex flex-1 flex-col items-center justify-center gap-1 px-6 py-12 text-center">
      <span className="mb-2 flex size-10 items-center justify-center rounded-lg border bg-surface">
        <Icon aria-hidden className={props.tone === "danger" ? "size-5 text-danger" : "size-5 text-muted"} />
      </span>
      <Heading className="font-semibold text-lg">{props.title}</Heading>
      {props.children && <div className="max-w-md break-words text-muted">{props.children}</div>}
      {props.action && (
        <div className="mt-3 flex flex-wrap items-center justify-center gap-2">{props.action}</div>
      )}
    </div>
  );
}
