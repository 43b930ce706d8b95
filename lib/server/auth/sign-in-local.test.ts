import { createHash } from "node:crypto";
import { hashSync } from "@node-rs/argon2";
import { encode } from "next-auth/jwt";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Config, LocalUser } from "../config/types";
import { state } from "../state/state";
import { authenticate } from "./authenticate";
import { derivedKey } from "./derived-key";
import { renewSession } from "./renew-session";
import { openSessionToken } from "./session-token";
import { COOPER, configure, TestBrowser } from "./test-sign-in";

const FAST = { memoryCost: 64, timeCost: 1 };
const ann: LocalUser = {
  id: "ann",
  name: "Ann",
  email: "ann@example.org",
  passwordHash: hashSync("staves", FAST),
  groups: ["ops"],
};
const HOUR = 3_600_000;
let addresses = 0;
/** Each from an address of its own, so that one test's failures do not count in another. */
const newBrowser = () => {
  addresses += 1;
  return new TestBrowser(`198.51.100.${addresses}`);
};
const withAnn = (changes: Partial<Config> = {}) => configure({ users: [ann], ...changes });
beforeEach(() => withAnn());
afterEach(() => vi.useRealTimers());

async function signedIn(): Promise<TestBrowser> {
  const browser = newBrowser();
  expect((await browser.signIn("ann", "staves")).status).toBe(200);
  return browser;
}
const actorOf = async (browser: TestBrowser) => (await authenticate(browser.request))?.actor ?? null;
const at = (milliseconds: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + milliseconds });

describe("signing in with a password", () => {
  it.each(["ann", "ann@example.org", "Ann@Example.ORG"])("knows %s", async (name) => {
    const browser = newBrowser();
    const answer = await browser.signIn(name, "staves", "/c/prod?x=1");
    expect(await answer.json()).toEqual({ url: "/c/prod?x=1" });
    expect(await actorOf(browser)).toEqual({
      id: "local:ann",

      name: "Ann",
      email: "ann@example.org",
      groups: ["ops"],
      kind: "user",
    });
    for (const line of browser.setCookies)
      expect(line).toMatch(/^__Host-cooper\..*HttpOnly; Secure; SameSite=Lax/);
  });

  it("works without COOPER_URL, without Secure, and names no host of its own", async () => {
    withAnn({ url: null });
    const browser = newBrowser();
    const answer = await browser.post(
      "/api/auth/callback/credentials",
      { user: "ann", password: "staves" },
      { origin: "http://192.0.2.2:3000", host: "192.0.2.2:3000" },
    );
    expect(await answer.json()).toEqual({ url: "/" });
    expect([...browser.cookies.keys()]).toContain("cooper.session");
    expect(browser.setCookies.join()).not.toContain("Secure");
    expect(await actorOf(browser)).toMatchObject({ id: "local:ann" });
  });

  it("says the same of a wrong password, an unknown user and a disabled one", async () => {
    withAnn({ disabled: ["local:ann"] });
    const bodies = await Promise.all(
      [
        ["ann", "staves"],
        ["ann", "hoops"],
        ["bob", "staves"],
      ].map(async ([user = "", password = ""]) => {
        const answer = await newBrowser().signIn(user, password);
        const { error } = (await answer.json()) as { error: { message: string } };
        return [answer.status, error.message];
      }),
    );
    expect(new Set(bodies.map(String))).toEqual(new Set(["401,User or password is wrong."]));
  });

  it("lets wait after five failures, by user and address, and says how long", async () => {
    const browser = newBrowser();
    for (let attempt = 0; attempt < 5; attempt += 1)
      expect((await browser.signIn("ann", "wrong")).status).toBe(401);
    const answer = await browser.signIn("ann", "staves");
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(200);
    expect(await answer.json()).toMatchObject({ error: { message: expect.stringContaining("5 minutes") } });
    expect((await newBrowser().signIn("ann", "staves")).status).toBe(200);
  });

  it("counts id and e-mail of one user together, and answers as if they were nobody's", async () => {
    const browser = newBrowser();
    for (const name of ["ann", "ann@example.org", "ann", "ANN@example.org", "ann"])
      expect((await browser.signIn(name, "wrong")).status).toBe(401);
    const known = await browser.signIn("ann@example.org", "staves");
    const unknown = await browser.signIn("bob@example.org", "staves");
    expect([known.status, unknown.status]).toEqual([401, 401]);
    expect((await newBrowser().signIn("ann@example.org", "staves")).status).toBe(200);
  });

  it("lets an address wait that tries many users", async () => {
    const browser = newBrowser();
    const statuses = [];
    for (let index = 0; index < 21; index += 1)
      statuses.push((await browser.signIn(`user${index}`, "wrong")).status);
    expect(statuses.at(19)).toBe(401);
    expect(statuses.at(20)).toBe(429);
  });

  it("refuses other sites, forms, missing CSRF tokens and large bodies", async () => {
    const send = async (body: object, headers: Record<string, string>) =>
      (
        await newBrowser().post(
          "/api/auth/callback/credentials",
          { user: "ann", password: "staves", ...body },
          headers,
        )
      ).status;
    expect(await send({}, { "sec-fetch-site": "cross-site" })).toBe(403);
    expect(await send({}, { origin: "https://evil.example" })).toBe(403);
    expect(await send({}, { "content-type": "application/x-www-form-urlencoded" })).toBe(415);
    expect(await send({ csrfToken: "0".repeat(64) }, {})).toBe(403);
    expect(await send({ more: "x".repeat(20_000) }, {})).toBe(413);
    expect(await send({ user: { $ne: "" } }, {})).toBe(400);
  });

  it.each([
    "/api/auth/session",
    "/api/auth/providers",
    "/api/auth/signin",
    "/api/auth/_log",
    "/api/auth/callback/nope",
  ])("has no %s", async (path) => {
    expect((await newBrowser().get(path)).status).toBe(404);
    expect((await newBrowser().post(path, {})).status).toBe(404);
  });
});

describe("a session", () => {
  it("ends at sign-out, also for a copy of its cookie", async () => {
    const browser = await signedIn();
    const copy = newBrowser();
    for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
    const answer = await browser.post("/api/auth/signout", {});
    expect(await answer.json()).toEqual({ url: "/" });
    expect(browser.cookies.has("__Host-cooper.session")).toBe(false);
    expect(await actorOf(copy)).toBeNull();
  });

  it("is not ended by a sign-out without its CSRF token", async () => {
    const browser = await signedIn();
    expect((await browser.post("/api/auth/signout", { csrfToken: "0".repeat(64) })).status).toBe(403);
    expect(await actorOf(browser)).not.toBeNull();
  });

  it("ends within five seconds of a sign-out at another replica", async () => {
    const browser = await signedIn();
    const found = await authenticate(browser.request);
    const until = (found?.session?.signedInAt ?? 0) + 7 * 86_400;
    const kind = { schema: "revocation/1", body: { safeParse: () => ({}) } as never };
    await state().put(
      kind,
      `revocations/${until}.${found?.sessionId}`,
      { sid: found?.sessionId, until },
      "absent",
    );
    const now = performance.now();
    const clock = vi.spyOn(performance, "now").mockReturnValue(now + 5001);
    expect(await actorOf(browser)).toBeNull();
    clock.mockRestore();
  });

  it("cannot be used while the state cannot be read", async () => {
    const browser = await signedIn();
    const clock = vi.spyOn(performance, "now").mockReturnValue(performance.now() + 60_000);
    const listing = vi.spyOn(state(), "list").mockRejectedValue(new Error("away"));
    await expect(authenticate(browser.request)).rejects.toThrow("away");
    listing.mockRestore();
    clock.mockRestore();
  });

  it("is refused within eight seconds when the state does not answer", async () => {
    const browser = await signedIn();
    const clock = vi.spyOn(performance, "now").mockReturnValue(performance.now() + 120_000);
    let answerList: (names: string[]) => void = () => undefined;
    const answered = new Promise<string[]>((resolve) => {
      answerList = resolve;
    });
    const listing = vi.spyOn(state(), "list").mockReturnValue(answered);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const answer = authenticate(browser.request).catch((error: unknown) => error);
    await vi.waitFor(() => expect(listing).toHaveBeenCalled());
    await vi.advanceTimersByTimeAsync(8000);
    expect(await answer).toMatchObject({ code: "unavailable", message: expect.stringContaining("state") });
    answerList([]);
    listing.mockRestore();
    clock.mockRestore();
  });

  it("follows the configuration: groups, disabling, removal, a new password", async () => {
    const browser = await signedIn();
    withAnn({ users: [{ ...ann, groups: ["new"] }] });
    expect((await actorOf(browser))?.groups).toEqual(["new"]);
    withAnn({ disabled: ["local:ann"] });
    expect(await actorOf(browser)).toBeNull();
    withAnn({ users: [{ ...ann, passwordHash: hashSync("staves", FAST) }] });
    expect(await actorOf(browser)).toBeNull();
    withAnn({ users: [] });
    expect(await actorOf(browser)).toBeNull();
    withAnn();
    expect(await actorOf(browser)).not.toBeNull();
  });

  it("dies twelve hours after its last use, and seven days after sign-in whatever happens", async () => {
    const browser = await signedIn();
    const renew = async () => {
      const [line] = await renewSession((await authenticate(browser.request))?.session ?? null);
      const token =
        line &&
        /^__Host-cooper\.session=([^;]+); Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax; Secure$/.exec(
          line,
        )?.[1];
      if (token) browser.cookies.set("__Host-cooper.session", token);
      return token !== undefined;
    };
    expect(await renew()).toBe(false);
    for (let hours = 0; hours < 7 * 24 - 11; hours += 11) {
      at(11 * HOUR);
      expect(await renew()).toBe(true);
    }
    at(10 * HOUR);
    expect(await actorOf(browser)).toBeNull();

    vi.useRealTimers();
    const idle = await signedIn();
    at(12 * HOUR + 60_000);
    expect(await actorOf(idle)).toBeNull();
  });

  it("is not made by another token of Cooper's, a changed one, or one of another secret", async () => {
    const browser = await signedIn();
    const token = browser.cookies.get("__Host-cooper.session") ?? "";
    const claims = (await openSessionToken(token)) ?? {};
    const forged = await Promise.all([
      encode({ token: { ...claims }, secret: derivedKey("next-auth").toString("base64url") }),
      encode({
        token: { ...claims },
        secret: derivedKey("session-token").toString("base64url"),
        salt: "cooper.state",
      }),
      `${token.slice(0, -2)}AA`,
      "x",
    ]);
    for (const value of forged) {
      browser.cookies.set("__Host-cooper.session", value);
      expect(await actorOf(browser)).toBeNull();
    }
    browser.cookies.set("__Host-cooper.session", token);
    withAnn({ authSecret: "another secret that is long enough to be one" });
    expect(await actorOf(browser)).toBeNull();
  });
});

describe("an API token", () => {
  const sha256 = createHash("sha256").update("key").digest("hex");
  const withToken = (authorization: string, browser = newBrowser()) => {
    const { headers } = browser;
    headers.set("authorization", authorization);
    return authenticate(new Request(`${COOPER}/api/v1/connections`, { headers }));
  };
  beforeEach(() => withAnn({ tokens: [{ id: "ci", sha256, groups: ["ops"] }] }));

  it("stands for an actor of its own", async () => {
    expect(await withToken("Bearer key")).toEqual({
      actor: { id: "token:ci", name: "ci", email: null, groups: ["ops"], kind: "token" },
      via: "token",
      sessionId: null,
      session: null,
    });
  });

  it.each(["", "Basic a2V5", "Negotiate abc", "Bearers key"])(
    "leaves the cookie to decide where another scheme is used (%s), as by a proxy in front",
    async (authorization) => {
      expect(await withToken(authorization, await signedIn())).toMatchObject({
        actor: { id: "local:ann" },
        via: "session",
      });
      expect(await withToken(authorization)).toBeNull();
    },
  );

  it.each([
    "Bearer nope",
    "bearer nope",
    "Bearer",
    "Bearer  ",
    "Bearer\tkey",
    "Bearer key key",
    `Bearer ${sha256}`,
  ])("that is wrong (%s) never falls back to the cookie", async (authorization) => {
    expect(await withToken(authorization, await signedIn())).toBeNull();
  });

  it("is refused when disabled", async () => {
    withAnn({ tokens: [{ id: "ci", sha256, groups: [] }], disabled: ["token:ci"] });
    expect(await withToken("Bearer key")).toBeNull();
  });
});
