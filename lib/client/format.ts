const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
const counts = new Intl.NumberFormat("en-US");

/** `1536` → `1.5 KiB`: at most one decimal, none for bytes. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // Rounding may lift 1023.96 to the next unit, so the bound lies where one decimal would show 1024.
  while (value >= 1023.95 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const number = unit === 0 || value >= 99.95 ? String(Math.round(value)) : value.toFixed(1);
  return `${number} ${UNITS[unit]}`;
}

export const formatCount = (count: number): string => counts.format(count);

/** `1 object`, `12,431 objects`. */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

const parts = new Intl.DateTimeFormat("en-US", {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZoneName: "longOffset",
});

/** A point in time in the reader's own zone, in pieces; null for what is none. */
function pieces(iso: string) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return null;
  const piece = Object.fromEntries(parts.formatToParts(date).map(({ type, value }) => [type, value]));
  return {
    weekday: piece.weekday,
    day: `${piece.day} ${piece.month} ${piece.year}`,
    time: `${piece.hour}:${piece.minute}`,
    zone: piece.timeZoneName,
  };
}

/** As a column shows it: `3 Nov 2026, 14:05`. */
export function formatTime(iso: string): string {
  const at = pieces(iso);
  return at ? `${at.day}, ${at.time}` : "unknown";
}

export function formatDay(iso: string): string {
  return pieces(iso)?.day ?? "unknown";
}

/** With the weekday and the zone, where the moment is what matters: `Tue 3 Nov 2026, 14:05 GMT+05:45`. */
export function formatMoment(iso: string): string {
  const at = pieces(iso);
  return at ? `${at.weekday} ${at.day}, ${at.time} ${at.zone}` : "unknown";
}
