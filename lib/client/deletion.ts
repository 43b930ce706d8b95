import type { Entry } from "./entries";
import { countEntries } from "./entries";
import { formatPlural } from "./format";
import { visibleName } from "./visible-name";

/** What a deletion is called: `report.pdf`, `3 objects`, `2 folders and 3 objects`. */
export function deletionName(entries: readonly Entry[]): string {
  const [only] = entries;
  if (only && entries.length === 1) return visibleName(only.name);
  const { prefixes, objects } = countEntries(entries);
  return [prefixes > 0 && formatPlural(prefixes, "folder"), objects > 0 && formatPlural(objects, "object")]
    .filter(Boolean)
    .join(" and ");
}
