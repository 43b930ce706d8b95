import "server-only";
import { z } from "zod";
import { log } from "../log";
import { state } from "../state/state";
import { ABSOLUTE_SECONDS } from "./session-cookie";

/** How long a sign-out on another replica may go unnoticed. */
const POLL_MS = 5000;
const FOLDER = "revocations/";
const kind = { schema: "revocation/1", body: z.strictObject({ sid: z.uuid(), until: z.int() }) };

/** By sid, with the second after which the session is dead of age anyway. */
type Known = {
  until: Map<string, number>;
  readAt: number;
  reading: Promise<void> | undefined;
  sweeping?: Promise<void> | undefined;
};

// Each bundle of Next has its own instance of this module.
const KEY = Symbol.for("cooper.revocations");
const shared = globalThis as typeof globalThis & { [KEY]?: Known };
const known = (): Known => {
  shared[KEY] ??= { until: new Map(), readAt: Number.NEGATIVE_INFINITY, reading: undefined };
  return shared[KEY];
};

/** Ends a session everywhere: here at once, on other replicas within five seconds. */
export async function revokeSession(sid: string, signedInAt: number): Promise<void> {
  const until = signedInAt + ABSOLUTE_SECONDS;
  known().until.set(sid, until);
  await state().put(kind, nameOf(sid, until), { sid, until }, "absent");
}

/** Whether a session was ended. Throws when the state cannot be read: a session of unknown standing is none. */
export async function isRevoked(sid: string): Promise<boolean> {
  const held = known();
  if (performance.now() - held.readAt > POLL_MS) {
    held.reading ??= readAll(held).finally(() => {
      held.reading = undefined;
    });
    await held.reading;
  }
  return held.until.has(sid);
}

/** The name alone tells all, so that one listing is enough. */
function nameOf(sid: string, until: number): string {
  return `${FOLDER}${until}.${sid}`;
}

async function readAll(held: Known): Promise<void> {
  const startedAt = performance.now();
  // With an hour for clocks that differ.
  const deadBefore = Date.now() / 1000 - 3600;
  const dead: string[] = [];
  for (const name of await state().list(FOLDER)) {
    const [until, sid] = name.slice(FOLDER.length).split(".");
    if (until === undefined || sid === undefined) continue;
    if (Number(until) < deadBefore) dead.push(name);
    else held.until.set(sid, Number(until));
  }
  for (const [sid, until] of held.until) if (until < deadBefore) held.until.delete(sid);
  held.readAt = startedAt;
  held.sweeping ??= sweep(dead).finally(() => {
    held.sweeping = undefined;
  });
}

/** Takes away what is of no use any more, while nobody waits for it; what is left over comes up at the next reading. */
async function sweep(names: readonly string[]): Promise<void> {
  try {
    for (const name of names) await state().forget(name);
  } catch (error) {
    log.warn({ event: "auth.sweep", err: error }, "Old revocations could not be taken away.");
  }
}
