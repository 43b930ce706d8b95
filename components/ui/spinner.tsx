import { LoaderCircle } from "lucide-react";
import { cn } from "./cn";

/** With a label it is announced as a status; without, it only decorates words that say the same. */
export function Spinner({ label, className }: { label?: string; className?: string }) {
  const icon = (
    <LoaderCircle aria-hidden className={cn("size-4 shrink-0 animate-spin text-muted", className)} />
  );
  if (!label) return icon;
  return (
    <span role="status" className="inline-flex items-center">
      {icon}
      <span className="sr-only">{label}</span>
    </span>
  );
}
