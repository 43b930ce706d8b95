import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Answer, type Credentials, presign, send, sign, type Target, type Wire } from "../contract/wire";
import { DEFAULT_USER, type Sandbox, type SandboxOptions, startSandbox } from "../server";

const ROLE = "arn:aws:iam::000000000000:role/teams/reader";
const MINUTE = 60_000;

let dataDir: string;
let sandbox: Sandbox;
let now: Date;

function policy(Action: string | string[], Resource = "*") {
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource }] };
}

async function start(options: Partial<SandboxOptions> = {}): Promise<void> {
  const roles = [{ arn: ROLE, policy: policy("s3:*") }];
  sandbox = await startSandbox({ dataDir, now: () => now, roles, ...options });
  await ask({ method: "PUT", path: "/kept-bucket" });
  await ask({ method: "PUT", path: "/kept-bucket/k", body: "x" });
}

function target(): Target {
  return { endpoint: sandbox.url, region: "us-east-1", credentials: DEFAULT_USER };
}

async function ask(wire: Wire, credentials: Credentials = DEFAULT_USER): Promise<Answer> {
  return await send(target(), await sign(target(), wire, { credentials, at: now }));
}

async function sts(
  parameters: Record<string, string>,
  credentials: Credentials = DEFAULT_USER,
): Promise<Answer> {
  const body = new URLSearchParams({ Version: "2011-06-15", ...parameters }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const wire = { method: "POST", path: "/", headers, body };
  return await send(target(), await sign(target(), wire, { credentials, at: now, service: "sts" }));
}

async function assume(parameters: Record<string, string> = {}, credentials?: Credentials): Promise<Answer> {
  const base = { Action: "AssumeRole", RoleArn: ROLE, RoleSessionName: "one" };
  return await sts({ ...base, ...parameters }, credentials);
}

function held({ text }: Answer): Credentials {
  const [accessKeyId = "", secretAccessKey = "", sessionToken = ""] = [
    "AccessKeyId",
    "SecretAccessKey",
    "SessionToken",
  ].map((name) => new RegExp(`<${name}>([^<]*)<`).exec(text)?.[1]);
  return { accessKeyId, secretAccessKey, sessionToken };
}

const later = (minutes: number) => {
  now = new Date(now.getTime() + minutes * MINUTE);
};

beforeEach(async () => {
  now = new Date("2030-01-01T12:00:00Z");
  dataDir = await mkdtemp(join(tmpdir(), "sandbox-sts-"));
});

afterEach(async () => {
  await sandbox.close();
  await rm(dataDir, { recursive: true });
});

const object = { path: "/kept-bucket/k" };

describe("time", () => {
  test("a session ends to the second, and its links with it", async () => {
    await start();
    const credentials = held(await assume({ DurationSeconds: "900" }));
    const url = await presign(target(), object, { credentials, at: now, expires: 3600 });
    later(14.99);
    expect((await ask(object, credentials)).status).toBe(200);
    expect((await send(target(), url)).status).toBe(200);
    later(0.01);
    const late = await ask(object, credentials);
    expect([late.status, late.code]).toEqual([400, "ExpiredToken"]);
    const link = await send(target(), url);
    expect([link.status, link.code]).toEqual([400, "ExpiredToken"]);
    expect((await sts({ Action: "GetCallerIdentity" }, credentials)).code).toBe("ExpiredToken");
  });

  test("a role says how long its sessions may last; one that a session asked for lasts an hour at most", async () => {
    const roles = [{ arn: ROLE, policy: policy(["s3:*", "sts:*"]), maxSessionDuration: 43_200 }];
    await start({ roles });
    const first = await assume({ DurationSeconds: "43200" });
    expect(first.text).toContain("<Expiration>2030-01-02T00:00:00Z</Expiration>");
    const chained = await assume({ DurationSeconds: "3601" }, held(first));
    expect([chained.status, chained.code]).toEqual([400, "ValidationError"]);
    expect((await assume({ DurationSeconds: "3600" }, held(first))).status).toBe(200);
  });
});

describe("who may take on a role", () => {
  const other = { accessKeyId: "OTHER", secretAccessKey: "s", policy: policy("s3:*") };
  const asker = { accessKeyId: "ASKER", secretAccessKey: "s", policy: policy("sts:AssumeRole", ROLE) };
  const users = [DEFAULT_USER, other, asker];

  test("those whom the account's policies let, where the role trusts the account", async () => {
    await start({ users });
    const statuses = users.map(async (user) => (await assume({}, user)).status);
    expect(await Promise.all(statuses)).toEqual([200, 403, 200]);
  });

  test("only those whom it names, whatever their policies, where it names any", async () => {
    await start({ users, roles: [{ arn: ROLE, trust: ["OTHER"] }] });
    const statuses = users.map(async (user) => (await assume({}, user)).status);
    expect(await Promise.all(statuses)).toEqual([403, 200, 403]);
  });

  test("only with the external id that it asks for", async () => {
    await start({ roles: [{ arn: ROLE, externalId: "cooper" }] });
    const codes = [{}, { ExternalId: "other" }, { ExternalId: "cooper" }].map(
      async (parameters) => (await assume(parameters)).code,
    );
    expect(await Promise.all(codes)).toEqual(["AccessDenied", "AccessDenied", null]);
  });
});

test("a role without a policy may do nothing", async () => {
  await start({ roles: [{ arn: ROLE }] });
  const answer = await ask(object, held(await assume()));
  expect([answer.status, answer.code]).toEqual([403, "AccessDenied"]);
  expect(answer.text).toContain("assumed-role/reader/one is not authorized to perform: s3:GetObject");
});

test("GetSessionToken gives its user's own rights, and no more sessions", async () => {
  await start();
  const credentials = held(await sts({ Action: "GetSessionToken" }));
  expect((await ask(object, credentials)).text).toBe("x");
  expect((await sts({ Action: "GetSessionToken" }, credentials)).code).toBe("AccessDenied");
});

test("a parameter that is not known is refused, as it may be one that takes rights away", async () => {
  await start();
  for (const name of ["PolicyArns.member.1.arn", "SourceIdentity", "Tags.member.1.Key"])
    expect((await assume({ [name]: "x" })).code).toBe("NotImplemented");
  expect((await sts({ Action: "AssumeRoot" })).code).toBe("InvalidAction");
});

describe("users with a policy", () => {
  const statement = [
    {
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutBucketPolicy"],
      Resource: "arn:aws:s3:::kept-bucket*",
    },
  ];
  const reader = {
    accessKeyId: "READER",
    secretAccessKey: "s",
    name: "ada",
    policy: { Version: "2012-10-17", Statement: statement },
  };

  test("may do what it says, and are told what they may not", async () => {
    await start({ users: [DEFAULT_USER, reader] });
    expect((await ask(object, reader)).status).toBe(200);
    expect((await ask({ path: "/kept-bucket/none" }, reader)).code).toBe("AccessDenied");
    const denied = await ask({ ...object, method: "DELETE" }, reader);
    expect(denied.text).toContain(
      "User: arn:aws:iam::000000000000:user/ada is not authorized to perform: s3:DeleteObject on resource: &quot;arn:aws:s3:::kept-bucket/k&quot; because no identity-based policy allows the s3:DeleteObject action",
    );
    expect((await ask({ path: "/" }, reader)).code).toBe("AccessDenied");
  });

  test("are locked out by a bucket's policy like anyone but the owner", async () => {
    await start({ users: [DEFAULT_USER, reader] });
    const Resource = "arn:aws:s3:::kept-bucket";
    const lock = JSON.stringify({
      Version: "2012-10-17",
      Statement: { Effect: "Deny", Principal: "*", Action: "s3:*", Resource },
    });
    const md5 = (await import("node:crypto")).createHash("md5").update(lock).digest("base64");
    const put = {
      method: "PUT",
      path: "/kept-bucket",
      query: { policy: "" },
      headers: { "content-md5": md5 },
      body: lock,
    };
    expect((await ask(put, reader)).status).toBe(204);
    expect((await ask(put, reader)).code).toBe("AccessDenied");
    expect((await ask({ ...put, headers: {}, body: "", method: "DELETE" })).status).toBe(204);
    expect((await ask(put, reader)).status).toBe(204);
  });
});
