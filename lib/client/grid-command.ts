import type { Step } from "./selection";

export type GridCommand =
  | { do: "move"; step: Step; extend: boolean; keep: boolean }
  | { do: "open" | "up" | "delete" | "menu" | "toggle" | "all" | "none" };

type Pressed = { key: string; ctrlKey: boolean; metaKey: boolean; shiftKey: boolean; altKey: boolean };

const STEPS: Record<string, Step> = {
  ArrowUp: "up",
  ArrowDown: "down",
  PageUp: "page-up",
  PageDown: "page-down",
  Home: "first",
  End: "last",
};

/** What a key means in the list, or null where the browser keeps it. */
export function gridCommand({ key, ctrlKey, metaKey, shiftKey, altKey }: Pressed): GridCommand | null {
  const command = ctrlKey || metaKey;
  if (altKey) return null;
  const step = STEPS[key];
  if (step) return { do: "move", step, extend: shiftKey, keep: command && shiftKey };
  if (key === "F10" && shiftKey) return { do: "menu" };
  if (key === "ContextMenu") return { do: "menu" };
  if (command) return key.toLowerCase() === "a" && !shiftKey ? { do: "all" } : null;
  if (key === "Backspace" && !shiftKey) return { do: "up" };
  if (key === "Delete" && !shiftKey) return { do: "delete" };
  if (key === "Enter") return { do: "open" };
  if (key === " ") return { do: "toggle" };
  if (key === "Escape") return { do: "none" };
  return null;
}
