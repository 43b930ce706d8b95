import { OAuth2Server } from "oauth2-mock-server";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { GrantConfig, OidcProvider } from "../config/types";
import { authenticate } from "./authenticate";
import { COOPER, configure, TestBrowser } from "./test-sign-in";

type Claims = Record<string, unknown>;

const server = new OAuth2Server();
let issuer: string;
let claims: Claims;
let userinfo: Claims;
beforeAll(async () => {
  await server.issuer.keys.generate("RS256");
  await server.start(0, "127.0.0.1");
  // The name in the issuer's address must be the one it answers to.
  issuer = server.issuer.url ?? "";
  server.service.on("beforeTokenSigning", (token: { payload: Claims }) =>
    Object.assign(token.payload, claims),
  );
  server.service.on("beforeUserinfo", (answer: { body: Claims }) => {
    answer.body = userinfo;
  });
});
afterAll(() => server.stop());

const provider = (changes: Partial<OidcProvider> = {}): OidcProvider => ({
  id: "sso",
  name: "Company SSO",
  issuer,
  clientId: "cooper",
  clientSecret: "hush",
  scopes: "openid profile email groups",
  groupsClaim: "groups",
  allowedDomains: ["example.org"],
  allowedGroups: [],
  allowAnyone: false,
  ...changes,
});
const grantTo = (to: string): GrantConfig => ({
  to,
  connection: "*",
  bucket: "*",
  prefix: "",
  allow: ["list"],
});

const ANN = {
  sub: "3f9c",
  name: "Ann",
  email: "Ann@Example.org",
  email_verified: true,
  groups: ["dev", "all"],
};
beforeEach(() => {
  claims = { ...ANN };
  userinfo = { sub: ANN.sub };
  configure({ oidc: [provider()], grants: [grantTo("group:sso/dev")] });
});

/** Goes to the provider and back to the address that it names. */
async function roundTrip(
  browser: TestBrowser,
  { query = "", callbackUrl = "/c/s3", tamper = (callback: URL): URL => callback } = {},
): Promise<Response> {
  const begun = await browser.post(`/api/auth/signin/sso${query}`, { callbackUrl });
  const { url } = (await begun.json()) as { url: string };
  const answer = await fetch(url, { redirect: "manual" });
  const callback = tamper(new URL(answer.headers.get("location") ?? ""));
  return browser.get(`${callback.pathname}${callback.search}`);
}

const sessionOf = (browser: TestBrowser) => browser.cookies.get("__Host-cooper.session");

describe("signing in at a provider", () => {
  it("asks with PKCE, state and nonce, and takes nothing from the caller's query", async () => {
    const browser = new TestBrowser();
    const begun = await browser.post("/api/auth/signin/sso?redirect_uri=https://evil.example&scope=evil", {});
    const { searchParams } = new URL(((await begun.json()) as { url: string }).url);
    expect(Object.fromEntries(searchParams)).toEqual({
      client_id: "cooper",
      scope: "openid profile email groups",
      response_type: "code",
      redirect_uri: `${COOPER}/api/auth/callback/sso`,
      state: expect.stringMatching(/.{40}/),
      nonce: expect.stringMatching(/.{40}/),
      code_challenge: expect.stringMatching(/.{40}/),
      code_challenge_method: "S256",
    });
  });

  it("makes an actor of the provider's subject, with the groups that grants name", async () => {
    const browser = new TestBrowser();
    const back = await roundTrip(browser);
    expect([back.status, back.headers.get("location")]).toEqual([303, "/c/s3"]);
    expect((await authenticate(browser.request))?.actor).toEqual({
      id: "sso:3f9c",
      name: "Ann",
      email: "ann@example.org",
      groups: ["sso/dev"],
      kind: "user",
    });
    for (const line of browser.setCookies)
      expect(line).toMatch(/^__Host-.*; Path=\/.*HttpOnly.*Secure.*SameSite=Lax/);
  });

  it("asks the userinfo endpoint for what the ID token lacks, which cannot overrule it", async () => {
    claims = { sub: ANN.sub, email: "ann@example.org", email_verified: true, groups: undefined };
    userinfo = { sub: ANN.sub, email: "eve@example.org", groups: ["dev"] };
    const browser = new TestBrowser();
    await roundTrip(browser);
    expect((await authenticate(browser.request))?.actor).toMatchObject({
      email: "ann@example.org",
      groups: ["sso/dev"],
    });
  });

  it.each([
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "https://evil.example",
    "javascript:alert(1)",
  ])("comes back to its own origin for %s", async (callbackUrl) => {
    const back = await roundTrip(new TestBrowser(), { callbackUrl });
    expect(back.headers.get("location")).toBe("/");
  });
});

describe("what a provider's answer must not do", () => {
  async function refused(browser: TestBrowser, back: Response, error: string): Promise<void> {
    expect([back.status, back.headers.get("location")]).toEqual([303, `/signin?error=${error}`]);
    expect(sessionOf(browser)).toBeUndefined();
  }

  it.each([
    ["a wrong nonce", { nonce: "stolen" }],
    ["another audience", { aud: "other" }],
    ["another issuer", { iss: "https://evil.example" }],
    ["an end in the past", { exp: 1000 }],
  ])("refuses an ID token with %s", async (_name, changes) => {
    claims = { ...ANN, ...changes };
    const browser = new TestBrowser();
    await refused(browser, await roundTrip(browser), "OAuthCallback");
  });

  it("refuses a wrong state, and an answer that another browser began", async () => {
    const browser = new TestBrowser();
    const tamper = (callback: URL) => {
      callback.searchParams.set("state", "stolen");
      return callback;
    };
    await refused(browser, await roundTrip(browser, { tamper }), "OAuthCallback");

    const other = new TestBrowser();
    const begun = await new TestBrowser().post("/api/auth/signin/sso", {});
    const answer = await fetch(((await begun.json()) as { url: string }).url, { redirect: "manual" });
    const { pathname, search } = new URL(answer.headers.get("location") ?? "");
    await refused(other, await other.get(`${pathname}${search}`), "OAuthCallback");
  });

  it("refuses a code whose PKCE verifier is another's", async () => {
    const browser = new TestBrowser();
    const tamper = (callback: URL) => {
      const others = browser.cookies.get("__Host-cooper.pkce.other") ?? "";
      browser.cookies.set("__Host-cooper.pkce", others);
      return callback;
    };
    const other = new TestBrowser();
    await other.post("/api/auth/signin/sso", {});
    browser.cookies.set("__Host-cooper.pkce.other", other.cookies.get("__Host-cooper.pkce") ?? "");
    await refused(browser, await roundTrip(browser, { tamper }), "OAuthCallback");
  });

  it.each([
    ["an address of another domain", { email: "ann@evil.example" }],
    ["a subdomain", { email: "ann@example.org.evil.example" }],
    ["two @", { email: "ann@evil.example@example.org" }],
    ["an @ in disguise", { email: "ann＠evil.example@example.org" }],
    ["an address that was not verified", { email_verified: false }],
    ["no word on whether it was", { email_verified: undefined }],
    ["no address", { email: undefined }],
  ])("lets nobody in with %s", async (_name, changes) => {
    claims = { ...ANN, ...changes };
    userinfo = { sub: ANN.sub };
    const browser = new TestBrowser();
    await refused(browser, await roundTrip(browser), "AccessDenied");
  });

  it("lets in by group, but then trusts no unverified address", async () => {
    configure({ oidc: [provider({ allowedDomains: [], allowedGroups: ["dev"] })] });
    claims = { ...ANN, email_verified: false };
    const browser = new TestBrowser();
    await roundTrip(browser);
    expect((await authenticate(browser.request))?.actor).toMatchObject({ id: "sso:3f9c", email: null });
    claims = { ...ANN, groups: ["other"] };
    const other = new TestBrowser();
    await refused(other, await roundTrip(other), "AccessDenied");
  });

  it("keeps disabled users out", async () => {
    configure({ oidc: [provider()], disabled: ["sso:3f9c"] });
    const browser = new TestBrowser();
    await refused(browser, await roundTrip(browser), "AccessDenied");
  });

  it("ends sessions of providers and domains that the configuration no longer has", async () => {
    const browser = new TestBrowser();
    await roundTrip(browser);
    expect(await authenticate(browser.request)).not.toBeNull();
    configure({ oidc: [provider({ allowedDomains: ["other.org"] })] });
    expect(await authenticate(browser.request)).toBeNull();
    configure({ oidc: [] });
    expect(await authenticate(browser.request)).toBeNull();
  });

  it("ends sessions whose group may no longer come in, and only those", async () => {
    const admitted = (allowedGroups: string[], changes: Partial<OidcProvider> = {}) =>
      configure({ oidc: [provider({ allowedDomains: [], allowedGroups, ...changes })] });
    const isIn = async () => (await authenticate(browser.request)) !== null;
    admitted(["dev", "all", "new"]);
    const browser = new TestBrowser();
    await roundTrip(browser);
    expect(await isIn()).toBe(true);
    admitted(["all", "new"]);
    expect(await isIn()).toBe(true);
    admitted(["new"]);
    expect(await isIn()).toBe(false);
    admitted(["new"], { allowedDomains: ["example.org"] });
    expect(await isIn()).toBe(false);
    admitted(["new"], { allowAnyone: true });
    expect(await isIn()).toBe(true);
  });

  it.each([
    ["anyone", { allowAnyone: true }],
    ["groups", { allowedGroups: ["dev"] }],
  ])("takes no address from a provider that lets in %s and is held to no domain", async (_name, changes) => {
    configure({ oidc: [provider()] });
    const before = new TestBrowser();
    await roundTrip(before);
    configure({ oidc: [provider({ allowedDomains: [], ...changes })] });
    const browser = new TestBrowser();
    await roundTrip(browser);
    expect((await authenticate(browser.request))?.actor).toMatchObject({ id: "sso:3f9c", email: null });
    expect((await authenticate(before.request))?.actor.email ?? null).toBeNull();
  });

  it("says so when the provider is away", async () => {
    configure({ oidc: [provider({ issuer: "http://127.0.0.1:9" })] });
    const answer = await new TestBrowser().post("/api/auth/signin/sso", {});
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({
      error: { message: expect.stringContaining("cannot be reached") },
    });
  });
});
