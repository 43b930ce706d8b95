import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dial, speak, targetOf } from "../chaos/raw-wire";
import { sign } from "../contract/wire";
import { type Sandbox, startSandbox } from "../server";
import { ControlClient } from "./client";

const TOKEN = "0123456789abcdef-token";

let dataDir: string;
let sandbox: Sandbox;
let control: ControlClient;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "sandbox-control-"));
  sandbox = await startSandbox({ dataDir, control: { token: TOKEN } });
  control = new ControlClient(sandbox.control?.url ?? "", TOKEN);
  await speak(sandbox, { method: "PUT", path: "/control" });
});

afterEach(async () => {
  await sandbox.close();
  await rm(dataDir, { recursive: true });
});

async function ask(
  path: string,
  init: RequestInit = {},
): Promise<{ status: number; value: { error?: string } }> {
  const headers = { authorization: `Bearer ${TOKEN}`, ...init.headers };
  const answer = await fetch(`${control.url}${path}`, { ...init, headers });
  return { status: answer.status, value: (await answer.json()) as { error?: string } };
}

describe("the door", () => {
  test.each([
    ["no token", "/journal", {}],
    ["a wrong one", "/journal", { authorization: `Bearer ${TOKEN}x` }],
    ["another scheme", "/journal", { authorization: `Basic ${TOKEN}` }],
    ["no token, at no place", "/nowhere", {}],
  ])("is shut to %s", async (_name, path, headers) => {
    for (const method of ["GET", "POST", "DELETE", "OPTIONS"]) {
      const answer = await fetch(`${control.url}${path}`, {
        method,
        headers: { ...headers, origin: "http://a.test" },
      });
      expect(answer.status).toBe(401);
      expect(answer.headers.get("www-authenticate")).toBe("Bearer");
      expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
    }
  });

  test("is not on S3's port, nor S3 on its", async () => {
    const answer = await fetch(`${sandbox.url}/journal`, { headers: { authorization: `Bearer ${TOKEN}` } });
    expect(await answer.text()).toContain("<Error>");
    expect((await ask("/control")).status).toBe(404);
  });

  test.each(["", "short", "a token with spaces in it"])("takes no token such as %j", async (token) => {
    const started = startSandbox({ dataDir: `${dataDir}/other`, control: { token } });
    await expect(started).rejects.toThrow("at least 16 characters");
  });

  test("that cannot open keeps the whole sandbox from starting", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as { port: number };
    const started = startSandbox({ dataDir: `${dataDir}/other`, control: { token: TOKEN, port } });
    await expect(started).rejects.toMatchObject({ code: "EADDRINUSE" });
    other.close();
  });
});

describe("rules", () => {
  test("are added, seen at work and removed", async () => {
    const ids = await control.add(
      { id: "slow", match: { operation: "GetObject", key: "k" }, times: 1, faults: [{ kind: "slow-down" }] },
      { match: { key: "other" }, seed: 1, rates: [{ rate: 0.5, fault: { kind: "lose-answer" } }] },
    );
    expect(ids).toEqual(["slow", "rule-1"]);
    const asked = { path: "/control/k" };
    expect([(await speak(sandbox, asked)).status, (await speak(sandbox, asked)).status]).toEqual([503, 404]);
    expect(await control.rules()).toMatchObject([
      { id: "slow", matched: 2, struck: 1, rule: { times: 1, every: 1, per: "rule" } },
      { id: "rule-1", matched: 0, struck: 0 },
    ]);
    await control.remove("slow");
    await expect(control.remove("slow")).rejects.toThrow("404 There is no rule slow");
    await control.clear();
    expect(await control.rules()).toEqual([]);
  });

  test("that are wrong are refused, each field by name", async () => {
    const body = JSON.stringify({ faults: [{ kind: "stall", in: "request", after: -1 }], tims: 3 });
    const { status, value } = await ask("/chaos", {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    });
    expect(status).toBe(400);
    expect(value).toEqual({
      error: expect.stringContaining("faults.0.after"),
      problems: [
        { path: "faults.0.after", message: expect.stringContaining(">=0") },
        { path: "", message: expect.stringContaining('"tims"') },
      ],
    });
  });

  test.each([
    ["{}", "text/plain", 415],
    ["{", "application/json", 400],
    [undefined, "application/json", 400],
    [JSON.stringify(" ".repeat(300_000)), "application/json", 413],
  ])("as %s of type %s are %d", async (body, type, status) => {
    const init = {
      method: "POST",
      headers: { "content-type": type },
      ...(body === undefined ? {} : { body }),
    };
    expect((await ask("/chaos", init)).status).toBe(status);
  });
});

describe("the journal", () => {
  test("is read, page by page and by what one looks for, and forgotten", async () => {
    await control.forget();
    for (const key of ["a", "b", "c"])
      await speak(sandbox, { method: "PUT", path: `/control/${key}`, body: key.repeat(10) });
    await control.quiet();
    const all = await control.entries();
    expect(all.map(({ key, received, outcome }) => [key, received, outcome])).toEqual([
      ["a", 10, "answered"],
      ["b", 10, "answered"],
      ["c", 10, "answered"],
    ]);
    const first = all[0]?.sequence ?? 0;
    const page = await control.journal({ after: first, limit: 1 });
    expect(page).toMatchObject({ entries: [{ key: "b" }], last: first + 2, dropped: 0, inFlight: 0 });
    expect(await control.entries({ key: "c", status: 200 })).toHaveLength(1);
    expect((await control.totals()).operations.PutObject).toMatchObject({ requests: 3, received: 30 });
    await control.forget();
    expect(await control.entries()).toEqual([]);
    expect((await control.totals()).all.requests).toBe(0);
  });

  test("tells when a request has come, and when all is quiet", async () => {
    const waiting = control.waitFor({ key: "k", struck: "hold" });
    await control.add({ id: "hold", faults: [{ kind: "stall", in: "answer" }] });
    const line = dial(sandbox, await sign(targetOf(sandbox), { path: "/control/k" }));
    expect(await waiting).toMatchObject({ operation: "GetObject", outcome: "open", status: 404 });
    await expect(control.quiet(1)).rejects.toThrow("1 requests are still under way");
    const quiet = control.quiet();
    await control.clear();
    await quiet;
    expect((await line.closed).status).toBe(404);
    await expect(control.waitFor({ key: "never" }, 1)).rejects.toThrow("No request came");
  });

  test.each([
    ["/journal?aftr=1", "/journal knows no aftr; it knows after,"],
    ["/journal?after=-1", "after: "],
    ["/journal?limit=0", "limit: "],
    ["/journal?outcome=fine", '"answered"'],
    ["/journal?after=1&after=2", "after twice"],
    ["/journal/quiet?deadline=soon", "deadline: "],
    ["/chaos?key=k", "it knows none"],
  ])("GET %s is refused", async (path, message) => {
    const { status, value } = await ask(path);
    expect([status, value.error]).toEqual([400, expect.stringContaining(message)]);
  });

  test("and a way that there is not says which there are", async () => {
    expect((await ask("/nowhere")).value.error).toContain("GET /journal/totals");
    const { status, value } = await ask("/chaos/one", { method: "POST" });
    expect([status, value.error]).toEqual([405, "/chaos/one knows DELETE."]);
  });
});

describe("objects", () => {
  test("are asked for their hashes, whole and in part", async () => {
    await speak(sandbox, { method: "PUT", path: "/control/k", body: "0123456789" });
    const md5 = (text: string) => createHash("md5").update(text).digest("hex");
    expect(await control.digestOf("control", "k")).toMatchObject({ size: 10, md5: md5("0123456789") });
    expect(await control.digestOf("control", "k", { start: 2, end: 4 })).toMatchObject({ md5: md5("234") });
  });

  test.each([
    ["bucket=control&key=none", 404, "NoSuchKey"],
    ["bucket=none&key=k", 404, "NoSuchBucket"],
    ["bucket=control", 400, "key: "],
    ["bucket=control&key=k&start=1", 400, "both included"],
  ])("%s is refused", async (query, status, message) => {
    const answer = await ask(`/objects/digest?${query}`);
    expect([answer.status, answer.value.error]).toEqual([status, expect.stringContaining(message)]);
  });
});
