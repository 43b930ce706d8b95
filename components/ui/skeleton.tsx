import { cn } from "./cn";

/** A grey bar where words will stand. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("h-3 animate-pulse rounded-sm bg-press", className)} />;
}
