/**
 * Which rows of a list are chosen, by id. `active` is where the keyboard stands, `anchor` where a range began.
 * Every function answers a new value; rows that are not in `ids` any more are never chosen by a range.
 */
export type ListSelection = {
  readonly chosen: ReadonlySet<string>;
  readonly active: string | null;
  readonly anchor: string | null;
};

export const NOTHING: ListSelection = { chosen: new Set(), active: null, anchor: null };

/** A plain click, or an arrow: this row and no other. */
export function choose(id: string): ListSelection {
  return { chosen: new Set([id]), active: id, anchor: id };
}

/** Ctrl-click, Space or the checkbox: this row more, or less. */
export function toggle(selection: ListSelection, id: string): ListSelection {
  const chosen = new Set(selection.chosen);
  if (!chosen.delete(id)) chosen.add(id);
  return { chosen, active: id, anchor: id };
}

/** Shift-click or Shift-arrow: from the anchor to this row. With `keep`, what was chosen before stays (Ctrl+Shift). */
export function extend(
  selection: ListSelection,
  ids: readonly string[],
  id: string,
  keep = false,
): ListSelection {
  const anchor = selection.anchor ?? selection.active;
  const from = anchor === null ? -1 : ids.indexOf(anchor);
  const to = ids.indexOf(id);
  if (from === -1 || to === -1) return choose(id);
  const range = ids.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { chosen: new Set(keep ? [...selection.chosen, ...range] : range), active: id, anchor };
}

export function chooseAll(selection: ListSelection, ids: readonly string[]): ListSelection {
  return { ...selection, chosen: new Set(ids) };
}

/** Nothing chosen any more; the keyboard stays where it is. */
export function chooseNone(selection: ListSelection): ListSelection {
  return selection.chosen.size === 0 ? selection : { ...selection, chosen: new Set() };
}

/** After the list has changed: what is gone cannot stay chosen. */
export function keepExisting(selection: ListSelection, ids: ReadonlySet<string>): ListSelection {
  const chosen = [...selection.chosen].filter((id) => ids.has(id));
  const lives = (id: string | null) => (id !== null && ids.has(id) ? id : null);
  const active = lives(selection.active);
  const anchor = lives(selection.anchor);
  if (chosen.length === selection.chosen.size && active === selection.active && anchor === selection.anchor)
    return selection;
  return { chosen: new Set(chosen), active, anchor };
}

export type Step = "up" | "down" | "page-up" | "page-down" | "first" | "last";

/** The row that a key leads to; without an active row, the first or last one. Null in an empty list. */
export function step(
  ids: readonly string[],
  active: string | null,
  move: Step,
  pageSize: number,
): string | null {
  const last = ids.length - 1;
  const at = active === null ? -1 : ids.indexOf(active);
  const distance = { up: -1, down: 1, "page-up": -pageSize, "page-down": pageSize, first: -last, last };
  const target = at === -1 ? (move === "last" ? last : 0) : at + distance[move];
  return ids[Math.max(0, Math.min(last, target))] ?? null;
}
