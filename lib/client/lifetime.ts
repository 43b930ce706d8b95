/** How long a link is to live, as the share dialog asks for it. */
export type Lifetime = {
  choice: "hour" | "day" | "week" | "custom";
  amount: string;
  unit: keyof typeof UNITS;
};

const UNITS = { minutes: 60, hours: 3600, days: 86_400 };
const FIXED = { hour: 3600, day: 86_400, week: 604_800 };

/** Seconds, or why it cannot be. */
export function lifetimeSeconds({ choice, amount, unit }: Lifetime): number | string {
  if (choice !== "custom") return FIXED[choice];
  if (!/^\d{1,6}$/.test(amount.trim())) return "Give a whole number, as in 12.";
  const seconds = Number(amount) * UNITS[unit];
  if (seconds > FIXED.week) return "Give 7 days at most: S3 knows no longer links.";
  return seconds >= 1 ? seconds : "Give at least 1.";
}
