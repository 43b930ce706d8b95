import { readFileSync } from "node:fs";
import type { APIRequestContext, APIResponse } from "@playwright/test";
import { operations } from "../../lib/schemas/operations";
import { signInByHttp } from "../fixtures/session";
import { expect, test } from "../fixtures/test";
import { apiToken } from "../servers/people";
import { world } from "../servers/world";

/** Every page and route of the build. One that is not declared public here must ask who is there. */
const built = Object.values(
  JSON.parse(readFileSync(".next/app-path-routes-manifest.json", "utf8")) as Record<string, string>,
).sort();
const PUBLIC = new Set([
  "/_global-error",
  "/_not-found",
  "/icon.svg",
  "/signin",
  // Says the same of whatever there is not, to everybody.
  "/api/[...rest]",
  "/api/auth/[...nextauth]",
  "/api/health",
  "/api/ready",
]);
const guarded = built.filter((route) => !PUBLIC.has(route));
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** The route's address with real values in it. */
const fill = (route: string, bucket: string) =>
  route
    .replace(/[[{]connection[\]}]/, "s3")
    .replace(/[[{]bucket[\]}]/, bucket)
    .replace(/\[\.\.\.[^\]]+\]/, "anything");

const asBrowser = (cooper: string) => ({ origin: cooper, "sec-fetch-site": "same-origin" });

function send(
  request: APIRequestContext,
  method: string,
  path: string,
  data?: unknown,
): Promise<APIResponse> {
  const { cooper } = world();
  return request.fetch(`${cooper}${path}`, {
    method,
    headers: asBrowser(cooper),
    maxRedirects: 0,
    ...(data === undefined ? {} : { data }),
  });
}

test("the build has the pages and routes that this walk expects to find", () => {
  for (const { path } of Object.values(operations))
    expect(built).toContain(path.replaceAll("{", "[").replaceAll("}", "]"));
  expect(guarded.filter((route) => !route.startsWith("/api/")).length).toBeGreaterThan(2);
});

test("without a session every page leads to sign-in and every route answers 401", async ({
  request,
  bucket,
}) => {
  await bucket.put("secret.txt", "the content");
  for (const route of guarded) {
    const path = fill(route, bucket.name);
    if (!route.startsWith("/api/")) {
      const page = await send(request, "GET", path);
      expect.soft([303, 307, 308].includes(page.status()), `GET ${path}: ${page.status()}`).toBe(true);
      expect.soft(page.headers().location, path).toMatch(/^\/signin(\?|$)/);
      expect.soft(await page.text(), path).not.toContain("secret.txt");
      continue;
    }
    for (const method of METHODS) {
      const answer = await send(request, method, path, method === "GET" ? undefined : {});
      // A method that the route does not have is none, for whomever.
      // The relay's addresses speak as S3 does: without an order of Cooper's they are no address at all.
      const refused = path === "/api/v1/relay" ? [401, 403, 405] : [401, 405];
      expect.soft(refused, `${method} ${path}: ${answer.status()}`).toContain(answer.status());
      expect.soft(answer.headers()["set-cookie"], path).toBeUndefined();
    }
  }
});

test("what is public tells nothing about buckets or people", async ({ request, bucket }) => {
  for (const route of [...PUBLIC].filter((route) => !route.startsWith("/_") && !route.includes("["))) {
    const answer = await send(request, "GET", route);
    expect.soft(answer.status(), route).toBe(200);
    const text = await answer.text();
    for (const secret of [bucket.name, world().s3.endpoint, "admin"])
      expect.soft(text, route).not.toContain(secret);
  }
});

test("with a session that has no grant, everything that exists answers as if it did not", async ({
  request,
  bucket,
}) => {
  await bucket.put("secret.txt", "the content");
  const ticket = await anAdminsTicket(request, bucket.name);
  await signInByHttp(request, "nobody");

  const selection = { keys: [{ key: "secret.txt" }] };
  const inputs: Record<string, { query?: string; body?: unknown }> = {
    getObject: { query: "?key=secret.txt" },
    getContent: { query: "?key=secret.txt" },
    checkCors: { query: `?origin=${encodeURIComponent(world().cooper)}` },
    createDownloads: { body: { key: "secret.txt" } },
    resumeUpload: { body: { key: "secret.txt", uploadId: "any" } },
    discardUpload: { query: "?key=secret.txt&uploadId=any" },
    relayRead: { query: `?t=${ticket}` },
    relayWrite: { query: `?t=${ticket}` },
    createLink: { body: { key: "secret.txt", expiresIn: 60 } },
    createUploads: { body: { key: "new.txt", size: 3 } },
    signParts: { body: { ticket, numbers: [1] } },
    uploadStatus: { body: { ticket } },
    completeUpload: { body: { ticket } },
    abortUpload: { body: { ticket } },
    countObjects: { body: selection },
    deleteObjects: { body: selection },
    createFolder: { body: { prefix: "new/" } },
    addCorsRule: { body: { origin: world().cooper } },
  };
  for (const operation of Object.values(operations)) {
    const { query = "", body } = inputs[operation.id] ?? {};
    const path = fill(operation.path, bucket.name) + query;
    const answer = await send(request, operation.method.toUpperCase(), path, body);
    const text = await answer.text();
    const told = `${operation.id}: ${answer.status()} ${text}`;
    if (operation.id === "getOpenApi") expect.soft(answer.status(), told).toBe(200);
    else if (operation.id === "listConnections")
      expect.soft(JSON.parse(text), told).toEqual({ connections: [] });
    else {
      expect.soft(answer.status(), told).toBe(operation.id.startsWith("relay") ? 403 : 404);
      expect.soft(text, told).not.toContain("secret.txt");
    }
  }
  expect(await bucket.keys()).toEqual(["secret.txt"]);
  expect(await bucket.unfinishedUploads()).toHaveLength(1);

  for (const route of guarded.filter((route) => !route.startsWith("/api/"))) {
    const page = await send(request, "GET", fill(route, bucket.name));
    expect.soft(await page.text(), route).not.toContain("secret.txt");
    // The frame may be shown; what it would be filled with comes from the API, which was asked above.
    expect.soft([200, 404], `${route}: ${page.status()}`).toContain(page.status());
  }
});

/** A ticket of somebody else's, for an upload that is under way. */
async function anAdminsTicket(request: APIRequestContext, bucket: string): Promise<string> {
  const answer = await request.post(`${world().cooper}/api/v1/connections/s3/buckets/${bucket}/uploads`, {
    headers: { authorization: `Bearer ${apiToken}` },
    data: { key: "big.bin", size: 64 * 1024 * 1024 },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  const { ticket } = (await answer.json()) as { ticket: string };
  return ticket;
}

test("another site cannot make a signed-in browser do anything", async ({ request, bucket }) => {
  await bucket.put("keep.txt");
  await signInByHttp(request, "admin");
  const path = `${world().cooper}/api/v1/connections/s3/buckets/${bucket.name}/objects/delete`;
  const data = { keys: [{ key: "keep.txt" }] };
  const foreign: Record<string, string>[] = [
    { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
    { origin: "https://evil.example" },
    { origin: "null" },
    { "sec-fetch-site": "same-site" },
    {},
  ];
  for (const headers of foreign) {
    const answer = await request.post(path, { headers, data });
    expect.soft(answer.status(), JSON.stringify(headers)).toBe(403);
  }
  const form = await request.post(path, { headers: asBrowser(world().cooper), form: { keys: "keep.txt" } });
  expect(form.status()).toBe(415);
  expect(await bucket.keys()).toEqual(["keep.txt"]);
});
