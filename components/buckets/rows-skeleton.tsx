import { Skeleton } from "@/components/ui/skeleton";

const WIDTHS = ["w-40", "w-28", "w-48", "w-32", "w-36", "w-44"];

/** Rows without words, as high as those that will take their place. */
export function RowsSkeleton({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label}>
      {WIDTHS.map((width) => (
        <div key={width} className="flex h-11 items-center gap-3 border-b px-4">
          <Skeleton className="size-4" />
          <Skeleton className={width} />
        </div>
      ))}
    </div>
  );
}
