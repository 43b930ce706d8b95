import "server-only";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { withDeadline } from "../deadline";
import type { Condition, StateDriver } from "../state/driver";
import { inTime, STATE_MS } from "../state/in-time";
import { createPageTurns, noWayOn } from "./page-turns";
import { eraseObject, putObject, reach, readObject, type StateStore } from "./state-objects";
import { openStore, type Place } from "./state-store";

const SUFFIX = ".json";

/** Documents in a bucket of their own. The store must honour If-None-Match and If-Match; one that does not is refused. */
export function s3Driver(place: Place, milliseconds = STATE_MS): StateDriver {
  const keyOf = (name: string) => `${place.prefix}${name}${SUFFIX}`;

  /** One deadline for all that a call of the state asks of the store, the opening included. */
  const withStore = <T>(run: (store: StateStore, signal: AbortSignal) => Promise<T>): Promise<T> => {
    const signal = withDeadline(new AbortController().signal, milliseconds);
    return inTime(
      openStore(place).then((store) => run(store, signal)),
      milliseconds,
    );
  };

  return {
    read: (name) => withStore((store, signal) => readObject(store, keyOf(name), signal)),
    write: (name, text, condition) =>
      withStore((store, signal) => write(store, keyOf(name), text, condition, signal)),
    list: (prefix) =>
      withStore(async (store, signal) => {
        const keys = await reach(listKeys(store, `${place.prefix}${prefix}`, signal));
        return keys
          .filter((key) => key.endsWith(SUFFIX))
          .map((key) => key.slice(place.prefix.length, -SUFFIX.length));
      }),
    erase: (name) => withStore((store, signal) => eraseObject(store, keyOf(name), signal)),
  };
}

async function listKeys(
  { client, bucket }: StateStore,
  prefix: string,
  abortSignal: AbortSignal,
): Promise<string[]> {
  const keys: string[] = [];
  const turn = createPageTurns();
  let token: string | undefined;
  do {
    const command = new ListObjectsV2Command({
      Bucket: bucket,
      Prefix: prefix,
      ...(token ? { ContinuationToken: token } : {}),
    });
    const page = await client.send(command, { abortSignal });
    keys.push(...(page.Contents ?? []).map(({ Key = "" }) => Key));
    if (page.IsTruncated && !page.NextContinuationToken) throw noWayOn();
    token = page.IsTruncated ? turn(page.NextContinuationToken ?? "") : undefined;
  } while (token !== undefined);
  return keys;
}

async function write(
  store: StateStore,
  key: string,
  text: string,
  condition: Condition,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    if (await putObject(store, key, text, condition, signal)) return true;
  } catch (error) {
    // A lost answer, or a store that answers 500 to the losers of a race: what is stored now tells who won.
    const stored = await readObject(store, key, signal);
    if (stored?.text === text) return true;
    if (condition === "absent" ? stored !== null : stored?.tag !== condition.tag) return false;
    throw error;
  }
  // A retry whose first try had succeeded fails on its own success.
  return (await readObject(store, key, signal))?.text === text;
}
