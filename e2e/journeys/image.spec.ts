import { existsSync, lstatSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { api, auth, pages } from "../../lib/routes";
import type { WorkEvent } from "../../lib/schemas/events";
import { freePort } from "../../scripts/ports.mjs";
import { untilReady } from "../../scripts/readiness.mjs";
import { composeEnvironment } from "../servers/compose";
import { Container } from "../servers/container";
import { ENDLESS, EndlessStore } from "../servers/endless-store";
import { world } from "../servers/world";

test.describe.configure({ mode: "serial" });

const CHOSEN = "staves-and-hoops-of-compose";

let container: Container;
let store: EndlessStore;
let env: Record<string, string>;
let url: string;
let password: string;
let passwordFile: string;
let session: Record<string, string>;
let running: ReturnType<Container["start"]> | undefined;

test.beforeAll(async () => {
  const { s3, cooper } = world();
  test.skip(s3.kind !== "sandbox", "the image is the same for every store");
  container = new Container();
  store = new EndlessStore(s3.endpoint);
  const port = await freePort(Number(new URL(cooper).port) + 40);
  const storePort = await freePort(port + 1);
  await store.start(storePort);
  url = `http://127.0.0.1:${port}`;
  const secrets = container.folder("secrets");
  writeFileSync(path.join(secrets, "s3-access-key"), `${s3.accessKey}\n`);
  writeFileSync(path.join(secrets, "s3-secret-key"), `${s3.secretKey}\n`);
  writeFileSync(path.join(secrets, "admin-password"), `${CHOSEN}\n`);
  const given = Object.entries(composeEnvironment()).map(([name, value]): [string, string] => [
    name,
    value.replace("/run/secrets", secrets),
  ]);
  // Without a chosen password Cooper makes one and keeps it, which most of this is about.
  const { COOPER_ADMIN_PASSWORD_FILE: file = "", ...others } = Object.fromEntries(given);
  passwordFile = file;
  env = {
    ...others,
    PORT: String(port),
    COOPER_URL: url,
    AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${storePort}`,
    S3_PUBLIC_ENDPOINT: s3.endpoint,
  };
});

test.afterEach(async () => {
  running?.kill("SIGKILL");
  await running?.exited;
  running = undefined;
});

test.afterAll(async () => {
  await store?.stop();
  container?.remove();
});

async function start(more: Record<string, string> = {}) {
  const began = container.start({ ...env, ...more });
  running = began;
  await untilReady(`${url}/api/ready`, began, 30).catch((error: Error) => {
    throw new Error(`${error.message}\n${began.output()}`);
  });
  return began;
}

/** Signs in as the administrator; answers the headers of whoever is signed in. */
async function signIn(secret: string) {
  const jar = new Map<string, string>();
  const call = async (target: string, init: RequestInit = {}) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(`${url}${target}`, {
      ...init,
      headers: { ...init.headers, cookie, origin: url },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    return answer;
  };
  const { csrfToken } = (await (await call(auth.csrf())).json()) as { csrfToken: string };
  const answer = await call(auth.signInWithPassword(), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ csrfToken, user: "admin", password: secret }),
  });
  expect(await answer.json()).not.toMatchObject({ url: expect.stringContaining("error=") });
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  return { cookie, origin: url, "sec-fetch-site": "same-origin" };
}

test("the image holds what Cooper needs, and no more", () => {
  const files = container.files();
  for (const wanted of ["cooper.mjs", "healthcheck.mjs", "reset-admin.mjs", "public/mark.svg"])
    expect(files).toContain(wanted);
  const own = files.filter((file) => !/^node_modules\/|^\.next\/node_modules\//.test(file));
  const forbidden =
    /(^|\/)(sandbox|e2e|docs|bench|\.git|\.cooper|\.sandbox|cache|test-results)(\/|$)|\.(test|spec)\.|\.env|\.tsx?$|\.md$/;
  // The source of a worker, which the bundler lays beside what it made of it.
  const worker = /^\.next\/static\/media\/[a-z-]+-worker\.[^/]+\.ts$/;
  expect(own.filter((file) => forbidden.test(file) && !worker.test(file))).toEqual([]);
  expect(
    files.filter((file) => /node_modules\/(typescript|vitest|playwright|sharp|@img|tsx)\//.test(file)),
  ).toEqual([]);
  let bytes = 0;
  for (const file of files) {
    const full = path.join(container.app, file);
    bytes += lstatSync(full).size;
    expect(realpathSync(full).startsWith(realpathSync(container.app)), `${file} leads outside`).toBe(true);
    // A source map that Next cannot leave out has no more than names in it.
    if (file.endsWith(".map") && own.includes(file))
      expect(readFileSync(full, "utf8")).not.toContain("sourcesContent");
  }
  expect(bytes).toBeLessThan(40_000_000);
});

test("it serves from a read-only folder, not as root, with the variables of compose.yaml", async () => {
  const before = container.files();
  const began = await start();
  await expect
    .poll(began.output)
    .toMatch(/^Cooper: http:\/\/localhost:\d+ and every other address of this machine$/m);
  expect(began.output()).not.toMatch(/Next\.js|Ready in/);
  if (process.getuid?.() === 0)
    expect(readFileSync(`/proc/${began.pid}/status`, "utf8")).toMatch(/^Uid:\t1000\t1000\t1000\t1000$/m);
  expect(container.health(env)).toBe(0);

  const page = await fetch(`${url}${pages.signIn()}`);
  expect(page.status).toBe(200);
  const html = await page.text();
  const assets = [...new Set(html.match(/\/_next\/static\/[^"'\\ ]+/g))];
  const sheet = assets.find((asset) => asset.endsWith(".css")) ?? "";
  const css = await (await fetch(`${url}${sheet}`)).text();
  const fonts = [...css.matchAll(/url\(([^)]+\.woff2)\)/g)].map(
    ([, file = ""]) => new URL(file, `${url}${sheet}`).pathname,
  );
  expect(assets.length).toBeGreaterThan(2);
  expect(fonts.length).toBeGreaterThan(0);
  for (const asset of [...assets, ...fonts, "/mark.svg", "/icon.svg"]) {
    const answer = await fetch(`${url}${asset}`);
    expect(answer.status, asset).toBe(200);
    await answer.arrayBuffer();
  }

  password = /Password\s+(\S+)/.exec(began.output())?.[1] ?? "";
  session = await signIn(password);
  const buckets = await fetch(`${url}${api.buckets("s3")}`, { headers: session });
  expect(buckets.status).toBe(200);
  expect(await buckets.json()).toMatchObject({ complete: true });

  began.kill("SIGTERM");
  expect(await began.exited).toBe(0);
  expect(container.files()).toEqual(before);
  expect(began.output()).not.toMatch(/EACCES|EROFS|"level":"error"|stop\.cut/);
});

test("the health check fails when nobody is there", () => {
  expect(container.health(env)).toBe(1);
});

test("what it remembers outlives it, and reset-admin works in it", async () => {
  const began = await start();
  expect(began.output()).not.toContain("Password");
  expect((await fetch(`${url}${api.buckets("s3")}`, { headers: session })).status).toBe(200);
  const { stdout } = container.run(["node", "reset-admin.mjs"], {});
  password = /Password\s+(\S+)/.exec(stdout)?.[1] ?? "";
  await expect.poll(() => signIn(password).catch(() => null), { timeout: 10_000 }).not.toBeNull();
});

test("the administrator's password comes from the file that compose.yaml names", async () => {
  const began = await start({ COOPER_ADMIN_PASSWORD_FILE: passwordFile });
  expect(began.output()).not.toContain("Password");
  const chosen = await signIn(CHOSEN);
  expect((await fetch(`${url}${api.buckets("s3")}`, { headers: chosen })).status).toBe(200);
});

test("told to stop while work streams, it ends the work by a word, in time, and only once", async () => {
  const began = await start();
  const headers = { ...(await signIn(password)), "content-type": "application/json" };
  const answer = await fetch(`${url}${api.count("s3", ENDLESS)}`, {
    method: "POST",
    headers,
    body: JSON.stringify({ keys: [], prefixes: ["d/"] }),
  });
  expect(answer.status).toBe(200);
  const told = Date.now();
  began.kill("SIGTERM");
  await expect.poll(began.output, { intervals: [20] }).toContain("stop.begun");
  began.kill("SIGTERM");
  const lines = (await answer.text()).trim().split("\n");
  const last = JSON.parse(lines.at(-1) ?? "") as WorkEvent;
  expect(last).toMatchObject({ type: "error", code: "unavailable" });
  expect(await began.exited).toBe(0);
  expect(Date.now() - told).toBeLessThan(10_000);
  expect(began.output().match(/stop\.begun/g)).toHaveLength(1);
});

test("with a delay it is no longer ready but serves on; Ctrl-C ends the delay", async () => {
  const began = await start({ COOPER_STOP_DELAY: "60" });
  began.kill("SIGTERM");
  await expect.poll(async () => (await fetch(`${url}/api/ready`)).status, { intervals: [20] }).toBe(503);
  expect((await fetch(`${url}${pages.signIn()}`)).status).toBe(200);
  expect(container.health(env)).toBe(0);
  began.kill("SIGINT");
  expect(await began.exited).toBe(0);
});

test("a configuration that is wrong ends it with 78 and a word on it", async () => {
  for (const [name, value] of [
    ["COOPER_URL", "cooper.example.org"],
    ["PORT", "http"],
  ] as const) {
    const { status, stderr } = container.run(["node", "cooper.mjs"], { ...env, [name]: value });
    expect(status).toBe(78);
    expect(stderr).toContain(name);
  }
});

test("started from elsewhere, paths mean that place, and it serves this machine alone", async () => {
  const elsewhere = container.folder("elsewhere");
  const entry = path.join(container.app, "cooper.mjs");
  const began = container.spawn(
    ["node", entry],
    { ...env, HOSTNAME: "", COOPER_STATE: "file:./state" },
    elsewhere,
  );
  running = began;
  await untilReady(`${url}/api/ready`, began, 30);
  expect(existsSync(path.join(elsewhere, "state", "auth-secret"))).toBe(true);
  await expect.poll(began.output).toContain(`Cooper: ${url}\n`);
});
