/** What one can do to a single transfer. */
export type DockAction = "details" | "pause" | "resume" | "retry" | "cancel";

export type DockLook = "waiting" | "active" | "paused" | "asking" | "done" | "failed" | "ended";

/** One transfer of any kind as the dock shows it. */
export type DockItem = {
  id: string;
  /** Names the progressbar and the actions; shown by its last segment, the rest of it faint before that. */
  key: string;
  /** Null where nobody knows it beforehand. */
  size: number | null;
  sent: number;
  /** Its state in a word or two. */
  word: string;
  look: DockLook;
  /** Why it waits or failed, or by what it was verified. */
  remark: { text: string; tone: "danger" | "warning" | "muted" } | null;
  /** Whole sentences about the row that one stands on, the remark among them. */
  facts: readonly string[];
  actions: readonly DockAction[];
};

/** Transfers of one kind. The list asks only for the items in sight, however many there are. */
export type DockSource = {
  /** The same array as long as none came or went. */
  ids: readonly string[];
  item: (id: string) => DockItem | undefined;
  act: (id: string, action: DockAction) => void;
};
