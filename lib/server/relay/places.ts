import "server-only";
import { config } from "../config";
import { Refusal } from "./refusal";

type Taken = { all: number; byActor: Map<string, number> };

// Each bundle of Next has its own instance of this module; sockets and memory are one for all of them.
const KEY = Symbol.for("cooper.relay");
const shared = globalThis as typeof globalThis & { [KEY]?: Taken };
const taken = (): Taken => {
  shared[KEY] ??= { all: 0, byActor: new Map() };
  return shared[KEY];
};

/** Seconds until it makes sense to ask again. */
const RETRY_AFTER = "2";

/** A place for one transfer, so that one person cannot take all sockets; answers how to give it back, once or more. */
export function takePlace(actor: string): () => void {
  const held = taken();
  const { all, perActor } = config().relayLimits;
  const own = held.byActor.get(actor) ?? 0;
  if (own >= perActor) throw busy("Too many of your transfers are under way through Cooper.");
  if (held.all >= all) throw busy("Too many transfers are under way through Cooper.");
  held.all += 1;
  held.byActor.set(actor, own + 1);
  let given = false;
  return () => {
    if (given) return;
    given = true;
    held.all -= 1;
    const left = (held.byActor.get(actor) ?? 1) - 1;
    if (left === 0) held.byActor.delete(actor);
    else held.byActor.set(actor, left);
  };
}

const busy = (message: string) => new Refusal(503, "SlowDown", message, RETRY_AFTER);

/** How many transfers are under way. */
export const placesTaken = (): number => taken().all;
