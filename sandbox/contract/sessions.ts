import assert from "node:assert/strict";
import { type Bench, type Case, expectError, expectStatus } from "./bench";
import { NO_FORMS, NO_POLICIES, ROLES, unimitated } from "./differences";
import { postForm, signedFields } from "./forms";
import { bucketWith, deny } from "./statements";
import { type Answer, type Credentials, pathOf, presign, send, sign } from "./wire";

type Parameters = Record<string, string>;

const NEEDS_ROLE = { ceph16: unimitated("has no roles but those that its administrator makes", ROLES) };

/** A call of STS, on the same endpoint. */
async function sts(bench: Bench, parameters: Parameters, credentials?: Credentials): Promise<Answer> {
  const wire = {
    method: "POST",
    path: "/",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ Version: "2011-06-15", ...parameters }).toString(),
  };
  const options = { service: "sts", ...(credentials ? { credentials } : {}) };
  return await send(bench.target, await sign(bench.target, wire, options));
}

function roleOf({ target }: Bench): string {
  if (target.roleArn === undefined) throw new Error("There is no role to take on.");
  return target.roleArn;
}

async function assume(bench: Bench, parameters: Parameters = {}): Promise<Answer> {
  const base = { Action: "AssumeRole", RoleArn: roleOf(bench), RoleSessionName: "contract" };
  return await sts(bench, { ...base, ...parameters });
}

function element(answer: Answer, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(answer.text)?.[1] ?? "";
}

async function session(bench: Bench, policy?: object): Promise<Credentials> {
  const answer = expectStatus(await assume(bench, policy ? { Policy: JSON.stringify(policy) } : {}), 200);
  return {
    accessKeyId: element(answer, "AccessKeyId"),
    secretAccessKey: element(answer, "SecretAccessKey"),
    sessionToken: element(answer, "SessionToken"),
  };
}

function policyFor(bucket: string, ...statements: [string, string | string[], string][]): object {
  return {
    Version: "2012-10-17",
    Statement: statements.map(([Effect, Action, rest]) => ({
      Effect,
      Action,
      Resource: `arn:aws:s3:::${bucket}${rest}`,
    })),
  };
}

async function refusedCall(
  bench: Bench,
  parameters: Parameters,
  status: number,
  code: string,
): Promise<void> {
  expectError(await assume(bench, parameters), status, code);
}

export const sessionCases: Case[] = [
  {
    name: "a role is taken on for an hour, by name",
    differs: NEEDS_ROLE,
    run: async (bench) => {
      const answer = expectStatus(await assume(bench), 200);
      assert.match(element(answer, "AccessKeyId"), /^ASIA[A-Z0-9]{16}$/);
      const left = new Date(element(answer, "Expiration")).getTime() - Date.now();
      assert.ok(Math.abs(left - 3600_000) < 60_000, `${left} ms`);
      const name = roleOf(bench).split("/").at(-1);
      assert.match(
        element(answer, "Arn"),
        new RegExp(`^arn:aws:sts::\\d{12}:assumed-role/${name}/contract$`),
      );
    },
  },
  {
    name: "a session may do what its role may, in headers and in links",
    differs: NEEDS_ROLE,
    run: async (bench) => {
      const credentials = await session(bench);
      const path = pathOf(await bench.bucket(), "by-session");
      expectStatus(await bench.signed({ method: "PUT", path, body: "x" }, { credentials }), 200);
      const answer = expectStatus(await bench.presigned({ path }, { credentials }), 200);
      assert.equal(answer.text, "x");
    },
  },
  {
    name: "a session can ask who it is",
    differs: NEEDS_ROLE,
    run: async (bench) => {
      const answer = expectStatus(
        await sts(bench, { Action: "GetCallerIdentity" }, await session(bench)),
        200,
      );
      assert.match(element(answer, "Arn"), /:assumed-role\/[^/]+\/contract$/);
      assert.match(element(answer, "UserId"), /:contract$/);
    },
  },
  ...(
    [
      [
        "without its token",
        ({ sessionToken: _token, ...others }: Credentials) => others,
        403,
        "InvalidAccessKeyId",
      ],
      [
        "with another token",
        (held: Credentials) => ({ ...held, sessionToken: "bm9uZQ==" }),
        400,
        "InvalidToken",
      ],
      [
        "with another secret",
        (held: Credentials) => ({ ...held, secretAccessKey: "x" }),
        403,
        "SignatureDoesNotMatch",
      ],
    ] as const
  ).map(
    ([what, change, status, code]): Case => ({
      name: `a session ${what} is ${code}`,
      differs: NEEDS_ROLE,
      run: async (bench) => {
        await bench.put("session-token");
        const credentials = change(await session(bench));
        const wire = { path: pathOf(await bench.bucket(), "session-token") };
        expectError(await bench.signed(wire, { credentials }), status, code);
        expectError(await bench.presigned(wire, { credentials }), status, code);
      },
    }),
  ),
  {
    name: "lasting credentials have no token",
    differs: { ceph16: unimitated("overlooks the token", ROLES) },
    run: async (bench) => {
      await bench.put("session-none");
      const credentials = { ...bench.target.credentials, sessionToken: "bm9uZQ==" };
      const answer = await bench.signed(
        { path: pathOf(await bench.bucket(), "session-none") },
        { credentials },
      );
      assert.ok([400, 403].includes(answer.status), `status ${answer.status}`);
    },
  },
  {
    name: "the token of a session is part of what is signed",
    differs: { ceph16: { store: NEEDS_ROLE.ceph16.store, cooper: ROLES } },
    run: async (bench) => {
      await bench.put("session-unsigned");
      const { sessionToken = "", ...credentials } = await session(bench);
      const wire = { path: pathOf(await bench.bucket(), "session-unsigned") };
      const signed = await sign(bench.target, wire, { credentials });
      const headers = { ...signed.headers, "x-amz-security-token": sessionToken };
      expectError(await send(bench.target, { ...signed, headers }), 403, "AccessDenied");
      const url = await presign(bench.target, wire, { credentials });
      const query = { ...url.query, "X-Amz-Security-Token": sessionToken };
      expectError(await send(bench.target, { ...url, query }), 403, "SignatureDoesNotMatch");
    },
  },
  {
    name: "a session policy takes away, key by key and action by action",
    differs: NEEDS_ROLE,
    run: async (bench) => {
      const bucket = await bench.bucket();
      for (const key of ["own/a", "own/secret", "other/a"]) await bench.put(key);
      const policy = policyFor(
        bucket,
        ["Allow", ["s3:GetObject", "s3:PutObject"], "/own/*"],
        ["Deny", "s3:GetObject", "/own/secret"],
      );
      const credentials = await session(bench, policy);
      const ask = async (method: string, key?: string) =>
        (await bench.signed({ method, path: pathOf(bucket, key) }, { credentials })).status;
      assert.deepEqual([await ask("GET", "own/a"), await ask("PUT", "own/b")], [200, 200]);
      const denied = [
        ["GET", "own/secret"],
        ["GET", "other/a"],
        ["PUT", "other/b"],
        ["DELETE", "own/a"],
        ["GET"],
      ] as const;
      for (const [method, key] of denied) assert.equal(await ask(method, key), 403, `${method} ${key}`);
      expectError(await bench.signed({ path: "/" }, { credentials }), 403, "AccessDenied");
    },
  },
  {
    name: "a session policy gives nothing that a bucket denies",
    differs: NEEDS_ROLE,
    absent: { garage: NO_POLICIES, r2: NO_POLICIES },
    run: async (bench) => {
      const bucket = await bucketWith(bench, deny("s3:GetObject", "/closed/*"));
      for (const key of ["closed/a", "open/a"]) await bench.put(key, "x", bucket);
      const credentials = await session(bench, policyFor(bucket, ["Allow", "s3:*", "/*"]));
      expectError(
        await bench.signed({ path: pathOf(bucket, "closed/a") }, { credentials }),
        403,
        "AccessDenied",
      );
      expectStatus(await bench.signed({ path: pathOf(bucket, "open/a") }, { credentials }), 200);
    },
  },
  {
    name: "a form may be signed by a session, with its token among the fields",
    differs: NEEDS_ROLE,
    absent: { r2: NO_FORMS, b2: NO_FORMS },
    run: async (bench) => {
      const bucket = await bench.bucket();
      const credentials = await session(bench, policyFor(bucket, ["Allow", "s3:PutObject", "/form/*"]));
      const post = async (key: string, held: Credentials) =>
        await postForm(bench.target, {
          bucket,
          fields: signedFields(bench.target, bucket, [["key", key]], [["starts-with", "$key", ""]], {
            credentials: held,
          }),
        });
      expectStatus(await post("form/session", credentials), 204);
      expectError(await post("elsewhere", credentials), 403, "AccessDenied");
      const { sessionToken: _token, ...bare } = credentials;
      expectError(await post("form/bare", bare), 403, "InvalidAccessKeyId");
      expectError(await post("form/other", { ...bare, sessionToken: "bm9uZQ==" }), 400, "InvalidToken");
    },
  },
  {
    name: "STS refuses what it cannot grant, in its own words",
    differs: NEEDS_ROLE,
    run: async (bench) => {
      await refusedCall(bench, { RoleArn: `${roleOf(bench)}-none` }, 403, "AccessDenied");
      await refusedCall(bench, { RoleSessionName: "a b" }, 400, "ValidationError");
      for (const DurationSeconds of ["899", "43201", "7200", "soon"])
        await refusedCall(bench, { DurationSeconds }, 400, "ValidationError");
      await refusedCall(bench, { Policy: "{" }, 400, "MalformedPolicyDocument");
      await refusedCall(
        bench,
        { Policy: JSON.stringify({ Version: "2012-10-17" }) },
        400,
        "MalformedPolicyDocument",
      );
      const statement = { Effect: "Allow", Action: "s3:*", Resource: "*", Sid: "x".repeat(2048) };
      const Policy = JSON.stringify({ Version: "2012-10-17", Statement: statement });
      await refusedCall(bench, { Policy }, 400, "ValidationError");
    },
  },
  {
    name: "STS answers only to those whom it knows, signed for it",
    differs: NEEDS_ROLE,
    run: async (bench) => {
      const wrong = { ...bench.target.credentials, secretAccessKey: "wrong" };
      const ask = { Action: "GetCallerIdentity" };
      expectStatus(await sts(bench, ask), 200);
      expectError(await sts(bench, ask, wrong), 403, "SignatureDoesNotMatch");
      const unknown = { accessKeyId: "AKIANOBODYATALL00", secretAccessKey: "x" };
      expectError(await sts(bench, ask, unknown), 403, "InvalidClientTokenId");
      const body = "Action=GetCallerIdentity&Version=2011-06-15";
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const wire = { method: "POST", path: "/", headers, body };
      expectError(await send(bench.target, wire), 403, "MissingAuthenticationToken");
      const signed = await sign(bench.target, wire, { service: "sts" });
      const changed = body.replace("CallerIdentity", "SessionToken");
      expectError(await send(bench.target, { ...signed, body: changed }), 403, "SignatureDoesNotMatch");
      expectError(await bench.signed(wire), 400, "IncompleteSignature");
    },
  },
];
