import * as api from "@/lib/client/api";
import { request } from "@/lib/client/request";
import { api as routes } from "@/lib/routes";
import type { ObjectDetails } from "@/lib/schemas/objects";
import { realClock } from "./clock";
import type { Deps, Network } from "./deps";
import { browserHasher } from "./hasher";
import { sendToStore } from "./transport";

const PROBE_MS = 6000;
/** The permission has changed its name between browser versions; one that is unknown is refused with a TypeError. */
const PERMISSIONS = ["local-network-access", "local-network", "loopback-network"];

const network: Network = {
  online: () => navigator.onLine,
  onOnline(listener) {
    // While the page is made on the server, there is no network to come back.
    if (typeof window === "undefined") return () => undefined;
    window.addEventListener("online", listener);
    return () => window.removeEventListener("online", listener);
  },
  pageOrigin: () => window.location.origin,
  async reaches(origin) {
    try {
      await fetch(`${origin}/`, {
        mode: "no-cors",
        credentials: "omit",
        cache: "no-store",
        referrerPolicy: "no-referrer",
        signal: AbortSignal.timeout(PROBE_MS),
      });
      return true;
    } catch {
      return false;
    }
  },
  async localNetwork() {
    for (const name of PERMISSIONS) {
      try {
        return (await navigator.permissions.query({ name: name as PermissionName })).state;
      } catch {
        // Not this name; perhaps the next.
      }
    }
    return null;
  },
};

/** The engine's surroundings in a real browser. */
export function browserDeps(onStored: NonNullable<Deps["onStored"]>): Deps {
  return {
    api: {
      ...api,
      async findObject({ connection, bucket }, key) {
        const { size, modified, etag } = await request<ObjectDetails>(
          routes.object(connection, bucket, { key }),
        );
        return { size, modified: new Date(modified), etag };
      },
    },
    send: sendToStore,
    network,
    clock: realClock,
    random: Math.random,
    hasher: browserHasher(),
    plans: null,
    onStored,
  };
}
