import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

// Our own names for sizes, so that a size and a colour (`text-base text-muted`) are not taken for rivals.
const merge = extendTailwindMerge({
  extend: { theme: { text: ["xs", "sm", "base", "lg", "xl"] } },
});

export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}
