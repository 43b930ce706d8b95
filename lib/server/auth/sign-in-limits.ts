import "server-only";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { AppError } from "@/lib/errors";

const WINDOW_SECONDS = 300;

/** One person who mistypes, one address that tries many users, one user who is tried from many addresses. */
const perPair = new RateLimiterMemory({ points: 5, duration: WINDOW_SECONDS });
const perAddress = new RateLimiterMemory({ points: 20, duration: WINDOW_SECONDS });
// Generous, because whoever knows a user's name could otherwise lock that user out.
const perUser = new RateLimiterMemory({ points: 50, duration: WINDOW_SECONDS });

/** Counts an attempt before it is judged; throws `rate_limited` with the time to wait when there were too many. */
export async function countAttempt(address: string, user: string): Promise<void> {
  const name = user.slice(0, 320).toLowerCase();
  await consume(perPair, `${address} ${name}`);
  await consume(perAddress, address);
  await consume(perUser, name);
}

/** A success takes back what was counted: only failures add up. */
export async function forgiveAttempts(address: string, user: string): Promise<void> {
  const name = user.slice(0, 320).toLowerCase();
  await perPair.delete(`${address} ${name}`);
  await perAddress.reward(address, 1);
  await perUser.reward(name, 1);
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const retryAfter = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
    throw new AppError("rate_limited", `Too many failed attempts. Try again in ${wait(retryAfter)}.`, {
      retryAfter,
    });
  }
}

function wait(seconds: number): string {
  if (seconds < 90) return `${seconds} second${seconds === 1 ? "" : "s"}`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
