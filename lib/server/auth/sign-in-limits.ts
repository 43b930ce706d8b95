import "server-only";
import { AppError } from "@/lib/errors";
import { CappedLimiter } from "./capped-limiter";
import { networkOf } from "./network";

const WINDOW_SECONDS = 300;
export const MAX_ENTRIES = 20_000;

const limiter = (points: number) => new CappedLimiter({ points, duration: WINDOW_SECONDS, cap: MAX_ENTRIES });

/** One address that tries many users, one person who mistypes, one user who is tried from many addresses. */
const perAddress = limiter(20);
const perPair = limiter(5);
// Generous, because whoever knows a user's name could otherwise lock that user out: this takes a hundred networks.
const perUser = limiter(500);

/** Counts an attempt of an address, before anything else is looked at; throws `rate_limited` with the time to wait. */
export async function chargeAddress(address: string): Promise<void> {
  refuse(await perAddress.charge(networkOf(address)));
}

/** Counts an attempt by the name as it was typed, whether anybody bears it or not; throws `rate_limited`. */
export async function chargeName(address: string, name: string): Promise<void> {
  const pair = await perPair.charge(pairOf(address, typed(name)));
  // Nothing was judged, so the others behind the same address need not pay for it.
  if (pair !== null) await perAddress.refund(networkOf(address));
  refuse(pair ?? (await perUser.charge(typed(name))));
}

/**
 * Counts an attempt at a known user, by whichever of the user's names. False when there were too many: the caller then
 * answers as to a wrong password, because a wait would tell that two names are one user's.
 */
export async function chargeUser(address: string, userId: string): Promise<boolean> {
  const pair = await perPair.charge(pairOf(address, known(userId)));
  return pair === null && (await perUser.charge(known(userId))) === null;
}

/** A success takes back what was counted: only failures add up. */
export async function forgive(address: string, name: string, userId: string): Promise<void> {
  await perAddress.refund(networkOf(address));
  for (const who of [typed(name), known(userId)]) {
    await perPair.clear(pairOf(address, who));
    await perUser.refund(who);
  }
}

/** How many counters are held, of all kinds. */
export function rememberedEntries(): number {
  return perAddress.size + perPair.size + perUser.size;
}

const typed = (name: string) => `name ${name.toLowerCase()}`;
const known = (userId: string) => `user ${userId}`;
const pairOf = (address: string, who: string) => `${networkOf(address)} ${who}`;

function refuse(seconds: number | null): void {
  if (seconds === null) return;
  throw new AppError("rate_limited", `Too many failed attempts. Try again in ${wait(seconds)}.`, {
    retryAfter: seconds,
  });
}

function wait(seconds: number): string {
  if (seconds < 90) return `${seconds} second${seconds === 1 ? "" : "s"}`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
