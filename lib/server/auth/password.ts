import "server-only";
import { verify } from "@node-rs/argon2";
import { AppError } from "@/lib/errors";

/** Each verification takes 19 MiB and a core for some milliseconds: more at once would be a way to stop Cooper. */
const AT_ONCE = 4;
const WAITING = 64;
const MAX_BYTES = 1024;

/** The hash of a password that nobody has, so that an unknown user costs as much time as a known one. */
const NOBODY =
  "$argon2id$v=19$m=19456,t=2,p=1$NNgbnby++FRLuvog+vKePQ$5d+yYfR5s53MQ4J8+1FQS0sHDeUK6cMiQH9lI5pIAx0";

let running = 0;
const queue: (() => void)[] = [];

/** Whether a password is the one of this hash; without a hash it takes as long and is false. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  if (Buffer.byteLength(password) > MAX_BYTES) return false;
  await enter();
  try {
    const fits = await verify(passwordHash ?? NOBODY, password);
    return fits && passwordHash !== null;
  } finally {
    leave();
  }
}

async function enter(): Promise<void> {
  if (running < AT_ONCE) {
    running += 1;
    return;
  }
  if (queue.length >= WAITING)
    throw new AppError("rate_limited", "Too many people sign in just now. Try again in a few seconds.", {
      retryAfter: 5,
    });
  // The one who leaves hands over its place, so `running` stays as it is.
  await new Promise<void>((resolve) => {
    queue.push(resolve);
  });
}

function leave(): void {
  const next = queue.shift();
  if (next) next();
  else running -= 1;
}
