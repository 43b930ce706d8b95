import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Answer, send, sign, type Target, type Wire } from "./contract/wire";
import { DEFAULT_USER, type Sandbox, startSandbox } from "./server";

const DAY = 24 * 3600_000;
const START = Date.parse("2030-01-31T12:00:00Z");
const POWERLESS = { accessKeyId: "POWERLESS", secretAccessKey: "s", denyBypassGovernance: true };

let dataDir: string;
let sandbox: Sandbox;
let now: number;

async function ask(wire: Wire, credentials = DEFAULT_USER): Promise<Answer> {
  const target: Target = { endpoint: sandbox.url, region: "us-east-1", credentials };
  const digest: Record<string, string> = wire.body
    ? { "content-md5": createHash("md5").update(wire.body).digest("base64") }
    : {};
  const signed = await sign(
    target,
    { ...wire, headers: { ...digest, ...wire.headers } },
    { at: new Date(now) },
  );
  return await send(target, signed);
}

async function configure(rule: string): Promise<Answer> {
  const body = `<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention>${rule}</DefaultRetention></Rule></ObjectLockConfiguration>`;
  return await ask({ method: "PUT", path: "/locked", query: { "object-lock": "" }, body });
}

async function put(headers: Record<string, string> = {}): Promise<string> {
  const answer = await ask({ method: "PUT", path: "/locked/k", body: "x", headers });
  expect(answer.status, answer.text).toBe(200);
  return String(answer.headers["x-amz-version-id"]);
}

function lockedFor(days: number, mode = "COMPLIANCE"): Record<string, string> {
  return {
    "x-amz-object-lock-mode": mode,
    "x-amz-object-lock-retain-until-date": new Date(now + days * DAY).toISOString(),
  };
}

const BYPASS = { "x-amz-bypass-governance-retention": "true" };

async function remove(versionId: string, headers = {}, credentials = DEFAULT_USER): Promise<string> {
  const wire = { method: "DELETE", path: "/locked/k", query: { versionId }, headers };
  const answer = await ask(wire, credentials);
  return `${answer.status} ${answer.code ?? ""}`.trim();
}

async function retain(versionId: string, retention: string, headers = {}): Promise<string> {
  const body = `<Retention>${retention}</Retention>`;
  const wire = { method: "PUT", path: "/locked/k", query: { retention: "", versionId }, body, headers };
  const answer = await ask(wire);
  return `${answer.status} ${answer.code ?? ""}`.trim();
}

function until(days: number, mode: string): string {
  return `<Mode>${mode}</Mode><RetainUntilDate>${new Date(now + days * DAY).toISOString()}</RetainUntilDate>`;
}

beforeEach(async () => {
  now = START;
  dataDir = await mkdtemp(join(tmpdir(), "sandbox-lock-"));
  sandbox = await startSandbox({ dataDir, now: () => new Date(now), users: [DEFAULT_USER, POWERLESS] });
  const headers = { "x-amz-bucket-object-lock-enabled": "true" };
  expect((await ask({ method: "PUT", path: "/locked", headers })).status).toBe(200);
});

afterEach(async () => {
  await sandbox.close();
  await rm(dataDir, { recursive: true });
});

test("compliance ends with its last moment, and nothing ends it sooner", async () => {
  const version = await put(lockedFor(2));
  expect(await remove(version)).toBe("403 AccessDenied");
  expect(await remove(version, BYPASS)).toBe("403 AccessDenied");
  for (const shorter of [until(1, "COMPLIANCE"), until(3, "GOVERNANCE"), ""])
    expect(await retain(version, shorter, BYPASS)).toBe("403 AccessDenied");
  expect(await retain(version, until(3, "COMPLIANCE"))).toBe("200");
  now = START + 3 * DAY - 1;
  expect(await remove(version)).toBe("403 AccessDenied");
  now = START + 3 * DAY;
  expect(await remove(version)).toBe("204");
});

test("governance can be changed and taken away past it, in both directions", async () => {
  const version = await put(lockedFor(2, "GOVERNANCE"));
  for (const other of [until(1, "GOVERNANCE"), until(3, "COMPLIANCE"), ""])
    expect(await retain(version, other)).toBe("403 AccessDenied");
  expect(await retain(version, "", BYPASS)).toBe("200");
  const answer = await ask({ path: "/locked/k", query: { retention: "", versionId: version } });
  expect(answer.code).toBe("NoSuchObjectLockConfiguration");
  expect(await remove(version)).toBe("204");
});

test("who lacks the right cannot pass over governance", async () => {
  const version = await put(lockedFor(2, "GOVERNANCE"));
  expect(await remove(version, BYPASS, POWERLESS)).toBe("403 AccessDenied");
  expect(await remove(version, BYPASS)).toBe("204");
  const body = `<Delete><Object><Key>k</Key><VersionId>${await put(lockedFor(2, "GOVERNANCE"))}</VersionId></Object></Delete>`;
  const wire = { method: "POST", path: "/locked", query: { delete: "" }, body, headers: BYPASS };
  expect((await ask(wire, POWERLESS)).code).toBe("AccessDenied");
});

test.each([
  ["<Days>30</Days>", "2030-03-02T12:00:00.000Z"],
  ["<Years>2</Years>", "2032-01-31T12:00:00.000Z"],
])("a default of %s is counted from the writing of each version", async (period, end) => {
  const before = await put();
  expect((await configure(`<Mode>COMPLIANCE</Mode>${period}`)).status).toBe(200);
  const version = await put();
  const head = await ask({ method: "HEAD", path: "/locked/k" });
  expect(head.headers["x-amz-object-lock-retain-until-date"]).toBe(end);
  expect(await remove(before)).toBe("204");
  expect(await remove(version)).toBe("403 AccessDenied");
  now = Date.parse(end);
  expect(await remove(version)).toBe("204");
});

test("a legal hold outlives every period and every bypass", async () => {
  const version = await put({ ...lockedFor(1, "GOVERNANCE"), "x-amz-object-lock-legal-hold": "ON" });
  now = START + 100 * DAY;
  expect(await remove(version, BYPASS)).toBe("403 AccessDenied");
  const body = "<LegalHold><Status>OFF</Status></LegalHold>";
  const query = { "legal-hold": "", versionId: version };
  expect((await ask({ method: "PUT", path: "/locked/k", query, body })).status).toBe(200);
  expect(await remove(version)).toBe("204");
});

test("a bucket with locked versions cannot be deleted", async () => {
  await put(lockedFor(1));
  expect((await ask({ method: "DELETE", path: "/locked" })).code).toBe("BucketNotEmpty");
});
