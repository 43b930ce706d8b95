import type { ComponentProps } from "react";
import { cn } from "./cn";

export const inputClass =
  "h-8 w-full min-w-0 rounded-md border border-line-strong bg-surface px-2.5 text-base text-text placeholder:text-faint disabled:opacity-50 aria-invalid:border-danger pointer-coarse:h-10 focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 aria-invalid:focus-visible:outline-danger";

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input className={cn(inputClass, className)} {...props} />;
}
