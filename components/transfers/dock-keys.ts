import type { DockAction } from "./dock-item";

export type DockKey =
  | { do: "move"; step: "up" | "down" | "page-up" | "page-down" | "first" | "last" }
  | { do: "act"; actions: readonly DockAction[] };

const KEYS: Record<string, DockKey> = {
  ArrowUp: { do: "move", step: "up" },
  ArrowDown: { do: "move", step: "down" },
  PageUp: { do: "move", step: "page-up" },
  PageDown: { do: "move", step: "page-down" },
  Home: { do: "move", step: "first" },
  End: { do: "move", step: "last" },
  // A transfer offers one of the two at a time.
  " ": { do: "act", actions: ["pause", "resume"] },
  Enter: { do: "act", actions: ["retry"] },
  Delete: { do: "act", actions: ["cancel"] },
};

type Pressed = { key: string; ctrlKey: boolean; metaKey: boolean; shiftKey: boolean; altKey: boolean };

/** What a key means in the list of transfers, or null where the browser keeps it. */
export function dockKey({ key, ctrlKey, metaKey, shiftKey, altKey }: Pressed): DockKey | null {
  return ctrlKey || metaKey || shiftKey || altKey ? null : (KEYS[key] ?? null);
}
