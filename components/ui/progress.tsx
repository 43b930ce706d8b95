"use client";

import { Progress as BaseProgress } from "@base-ui/react/progress";
import { cn } from "./cn";

const TONES = { accent: "bg-accent", success: "bg-success", danger: "bg-danger" };

/** A bar named by what it measures. `value` runs from 0 to `max`; null says that the end is not known. */
export function Progress(props: {
  label: string;
  value: number | null;
  max?: number;
  /** What a screen reader says instead of a bare percentage. */
  valueText?: string;
  tone?: keyof typeof TONES;
  className?: string;
}) {
  return (
    <BaseProgress.Root
      aria-label={props.label}
      value={props.value}
      max={props.max ?? 100}
      {...(props.valueText && { getAriaValueText: () => props.valueText ?? "" })}
      className={props.className}
    >
      <BaseProgress.Track className="h-1 overflow-hidden rounded-full bg-press">
        <BaseProgress.Indicator
          className={cn(
            "h-full rounded-full",
            TONES[props.tone ?? "accent"],
            props.value === null && "w-1/3 animate-pulse",
          )}
        />
      </BaseProgress.Track>
    </BaseProgress.Root>
  );
}
