import { cn } from "@/components/ui/cn";
import { Skeleton } from "@/components/ui/skeleton";
import { GridHeader } from "./grid-header";
import { COLUMNS } from "./object-row";

const WIDTHS = ["w-2/5", "w-1/4", "w-1/2", "w-1/3", "w-2/5", "w-3/5", "w-1/4", "w-1/3", "w-1/2", "w-2/5"];

/** Rows without words, exactly where the real ones will stand. */
export function GridSkeleton() {
  return (
    <div role="status" aria-label="Loading objects" className="min-h-0 flex-1 overflow-hidden">
      <div aria-hidden>
        <GridHeader all={false} some={false} />
        {WIDTHS.map((width, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike.
          <div key={at} className={cn(COLUMNS, "h-13 border-b border-line/60 sm:h-8")}>
            <span />
            <span className="flex items-center gap-2">
              <Skeleton className="size-4" />
              <Skeleton className={width} />
            </span>
            <Skeleton className="mr-4 ml-auto w-10 max-sm:hidden" />
            <Skeleton className="w-28 max-sm:hidden" />
            <Skeleton className="w-16 max-lg:hidden" />
          </div>
        ))}
      </div>
    </div>
  );
}
