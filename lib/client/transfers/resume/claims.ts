/** Who works on an upload: of several pages of this browser, one at a time. */
export type Claims = {
  /** Whether it is this page's from now on; false while another page has it. */
  claim(id: string): Promise<boolean>;
  release(id: string): void;
  /** Those of `ids` that some page has, this one included. */
  taken(ids: readonly string[]): Promise<Set<string>>;
};

const PREFIX = "cooper-upload:";
/** Browsers wake pages in the background once a minute; a page that was silent for longer is gone. */
const BEAT_MS = 5_000;
const STALE_MS = 75_000;

/** Locks end with their page, whatever became of it. They need a secure context; elsewhere pages leave signs of life. */
export function createClaims(): Claims {
  let claims: Claims | null = null;
  // The page is also made on the server, where there is nothing to claim.
  const get = () => {
    claims ??= navigator.locks ? claimsByLocks(navigator.locks) : claimsByBeats(window, Date.now);
    return claims;
  };
  return {
    claim: async (id) => get().claim(id),
    release: (id) => get().release(id),
    taken: async (ids) => get().taken(ids),
  };
}

export function claimsByLocks(locks: Pick<LockManager, "request" | "query">): Claims {
  const held = new Map<string, () => void>();
  return {
    async claim(id) {
      if (held.has(id)) return true;
      return new Promise<boolean>((resolve, reject) => {
        locks
          .request(PREFIX + id, { ifAvailable: true }, (lock) => {
            resolve(lock !== null);
            return lock ? new Promise<void>((release) => held.set(id, release)) : undefined;
          })
          .catch(reject);
      });
    },
    release(id) {
      held.get(id)?.();
      held.delete(id);
    },
    async taken(ids) {
      const names = new Set((await locks.query()).held?.map(({ name }) => name));
      return new Set(ids.filter((id) => names.has(PREFIX + id)));
    },
  };
}

type Page = Pick<Window, "localStorage" | "addEventListener" | "setInterval" | "clearInterval">;

/** Not as strict as locks: two pages that claim within the same millisecond may both believe it. */
export function claimsByBeats(page: Page, now: () => number): Claims {
  const mine = new Set<string>();
  let beating: number | null = null;

  function beat(): void {
    for (const id of mine) write(id, String(now()));
  }
  function write(id: string, value: string | null): void {
    try {
      if (value === null) page.localStorage.removeItem(PREFIX + id);
      else page.localStorage.setItem(PREFIX + id, value);
    } catch {
      // Without storage there are no plans either that two pages could share.
      return;
    }
  }
  function alive(id: string): boolean {
    try {
      // A clock that was set back must not keep an upload for ever.
      return Math.abs(now() - Number(page.localStorage.getItem(PREFIX + id) ?? 0)) < STALE_MS;
    } catch {
      return false;
    }
  }
  page.addEventListener("pagehide", () => {
    for (const id of mine) write(id, null);
  });

  return {
    async claim(id) {
      if (mine.has(id)) return true;
      if (alive(id)) return false;
      mine.add(id);
      beat();
      beating ??= page.setInterval(beat, BEAT_MS);
      return true;
    },
    release(id) {
      if (!mine.delete(id)) return;
      write(id, null);
      if (mine.size > 0 || beating === null) return;
      page.clearInterval(beating);
      beating = null;
    },
    async taken(ids) {
      return new Set(ids.filter((id) => mine.has(id) || alive(id)));
    },
  };
}
