import type { DockSource } from "./dock-item";

/** What one can do with all transfers of a kind. */
export type AllAction = "pause" | "resume" | "retry" | "cancel" | "clear";

/** All transfers of one kind: their rows, what is said of them together, and what can be done with all of them. */
export type DockKind = {
  source: DockSource;
  /** Those of `source.ids` that failed. */
  failed: readonly string[];
  headline: string;
  details: string;
  /** Percent of all of them. */
  progress: number;
  /** Whether anything is not at an end yet. */
  under: boolean;
  can: Record<AllAction, boolean>;
  act: (action: AllAction) => void;
};
