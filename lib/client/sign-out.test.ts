import { afterEach, describe, expect, it, vi } from "vitest";
import { signOut } from "./sign-out";

/** As much of the Web Storage API as is used: entries are own properties, as in a browser. */
class FakeStorage {
  [key: string]: unknown;
  constructor(entries: Record<string, string>) {
    Object.assign(this, entries);
    Object.defineProperty(this, "removeItem", { value: (key: string) => delete this[key] });
  }
}

function browserWith(answer: (url: string) => Response) {
  const local = new FakeStorage({ "cooper-theme": "dark", "resume:local:ann": "plan" });
  const session = new FakeStorage({ recent: "x" });
  const deleted: string[] = [];
  const replace = vi.fn();
  vi.stubGlobal("localStorage", local);
  vi.stubGlobal("sessionStorage", session);
  vi.stubGlobal("location", { replace });
  vi.stubGlobal("indexedDB", {
    databases: async () => [{ name: "uploads" }],
    deleteDatabase: (name: string) => {
      deleted.push(name);
      const deletion = { onsuccess: () => undefined };
      queueMicrotask(() => deletion.onsuccess());
      return deletion;
    },
  });
  vi.stubGlobal("fetch", async (url: string) => answer(url));
  return { local, session, deleted, replace };
}

afterEach(() => vi.unstubAllGlobals());

describe("signing out", () => {
  it("ends the session, wipes what the browser keeps of the actor, and leaves the page", async () => {
    const browser = browserWith((url) =>
      Response.json(url.endsWith("csrf") ? { csrfToken: "t" } : { url: "/" }),
    );
    await signOut();
    expect(Object.keys(browser.local)).toEqual(["cooper-theme"]);
    expect(Object.keys(browser.session)).toEqual([]);
    expect(browser.deleted).toEqual(["uploads"]);
    expect(browser.replace).toHaveBeenCalledWith("/signin");
  });

  it("says so and stays when the session could not be ended", async () => {
    const browser = browserWith(() => new Response("", { status: 502 }));
    await expect(signOut()).rejects.toThrow("502");
    expect(Object.keys(browser.local)).toHaveLength(2);
    expect(browser.replace).not.toHaveBeenCalled();
  });
});
