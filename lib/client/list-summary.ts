import { countEntries, type Entry } from "./entries";
import { formatCount, formatPlural } from "./format";

/** What a list holds, told without claiming more than is known: `3,000 loaded, more below`. */
export function listSummary(entries: readonly Entry[], complete: boolean): string {
  if (!complete) return `${formatCount(entries.length)} loaded, more below`;
  const { prefixes, objects } = countEntries(entries);
  const told = [];
  if (prefixes > 0) told.push(formatPlural(prefixes, "folder"));
  if (objects > 0 || prefixes === 0) told.push(formatPlural(objects, "object"));
  return told.join(", ");
}

/** What a filter that found nothing has looked at. */
export function noMatchTitle(loaded: number, complete: boolean): string {
  return `No match among ${complete ? formatPlural(loaded, "entry", "entries") : `the ${formatCount(loaded)} loaded`}`;
}

/** What a filter found: over everything, or over no more than is loaded. */
export function filterSummary(found: number, loaded: number, complete: boolean): string {
  const of = complete ? formatCount(loaded) : `the ${formatCount(loaded)} loaded`;
  return `${formatCount(found)} of ${of} match`;
}
