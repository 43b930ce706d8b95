import { describe, expect, test } from "vitest";
import type { Facts } from "./condition";
import { readPolicy } from "./document";
import { decide } from "./evaluate";
import { ANONYMOUS, type Identity } from "./identity";

const ROLE = "arn:aws:iam::000000000000:role/reader";
const SESSION = "arn:aws:sts::000000000000:assumed-role/reader/one";
const ADA = "arn:aws:iam::000000000000:user/ada";
const ROOT = "arn:aws:iam::000000000000:root";

const NOTHING = readPolicy(
  '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"x:y","Resource":"*"}]}',
  "identity",
);

const user = (part: Partial<Identity> = {}): Identity => ({
  ...ANONYMOUS,
  kind: "user",
  arn: ADA,
  userName: "ada",
  userId: "AIDAADA",
  policy: NOTHING,
  ...part,
});

const session = (part: Partial<Identity> = {}): Identity =>
  user({ kind: "role", arn: SESSION, roleArn: ROLE, userName: null, userId: "AROA:one", ...part });

const directory = { exists: () => true, canonicalId: "" };

function onBucket(...statements: object[]) {
  const all = statements.map((part) => ({
    Effect: "Allow",
    Principal: "*",
    Action: "s3:GetObject",
    Resource: "arn:aws:s3:::b/*",
    ...part,
  }));
  return readPolicy(JSON.stringify({ Version: "2012-10-17", Statement: all }), { bucket: "b", directory });
}

function ofIdentity(...statements: object[]) {
  const all = statements.map((part) => ({ Effect: "Allow", Action: "s3:GetObject", Resource: "*", ...part }));
  return readPolicy(JSON.stringify({ Version: "2012-10-17", Statement: all }), "identity");
}

type Asked = { identity?: Identity; action?: string; key?: string; facts?: Record<string, string[]> };

function may(policy: ReturnType<typeof onBucket> | null, asked: Asked = {}): boolean {
  const { identity = ANONYMOUS, action = "s3:GetObject", key = "k", facts: given = {} } = asked;
  const facts: Facts = (name) => given[name];
  return decide({ identity, action, resource: `arn:aws:s3:::b/${key}`, facts }, policy).allowed;
}

function holds(Condition: object, facts: Record<string, string[]>, more: object = {}): boolean {
  return may(onBucket({ Condition, ...more }), { facts });
}

describe("whom a statement names", () => {
  test.each([
    ["everyone", "*", { anonymous: true, ada: true, session: true }],
    ["one user", { AWS: ADA }, { anonymous: false, ada: true, session: false }],
    ["a role", { AWS: [ROLE] }, { anonymous: false, ada: false, session: true }],
    ["one session", { AWS: SESSION }, { anonymous: false, ada: false, session: true }],
    [
      "the account, which leaves it to its own policies",
      { AWS: ROOT },
      { anonymous: false, ada: false, session: false },
    ],
    ["a service", { Service: "logging.s3.amazonaws.com" }, { anonymous: false, ada: false, session: false }],
  ])("%s", (_what, Principal, expected) => {
    const policy = onBucket({ Principal });
    const seen = {
      anonymous: may(policy),
      ada: may(policy, { identity: user() }),
      session: may(policy, { identity: session() }),
    };
    expect(seen).toEqual(expected);
  });

  test("denying the account denies all its identities", () => {
    const policy = onBucket({}, { Effect: "Deny", Principal: { AWS: "000000000000" } });
    expect([may(policy), may(policy, { identity: user() }), may(policy, { identity: session() })]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("NotPrincipal denies all but those", () => {
    const policy = onBucket({}, { Effect: "Deny", Principal: undefined, NotPrincipal: { AWS: ADA } });
    expect([may(policy), may(policy, { identity: user() })]).toEqual([false, true]);
  });
});

describe("several policies", () => {
  test("within an account the identity's or the bucket's is enough, and either one's denial final", () => {
    const open = onBucket({});
    const closed = onBucket({ Effect: "Deny" });
    const reader = user({ policy: ofIdentity({}) });
    const barred = user({ policy: ofIdentity({ Effect: "Deny" }) });
    expect([may(null, { identity: reader }), may(open, { identity: user() })]).toEqual([true, true]);
    expect([may(null, { identity: user() }), may(closed, { identity: reader })]).toEqual([false, false]);
    expect(may(open, { identity: barred })).toBe(false);
    expect(may(closed, { identity: user({ policy: null }) })).toBe(false);
  });

  test("a session policy narrows what the role and the bucket allow", () => {
    const policy = ofIdentity({});
    const narrow = ofIdentity({ Resource: "arn:aws:s3:::b/own/*" });
    const identity = session({ policy, sessionPolicy: narrow });
    expect([may(null, { identity, key: "own/k" }), may(null, { identity, key: "k" })]).toEqual([true, false]);
    expect(may(onBucket({ Principal: { AWS: ROLE } }), { identity, key: "k" })).toBe(false);
    expect(may(onBucket({}), { identity, key: "k" })).toBe(false);
    // "Resource-based policies that name the session's ARN are not limited by the session policy."
    expect(may(onBucket({ Principal: { AWS: SESSION } }), { identity, key: "k" })).toBe(true);
  });

  test("a session policy gives nothing by itself", () => {
    expect(may(null, { identity: session({ sessionPolicy: ofIdentity({}) }) })).toBe(false);
  });
});

describe("what a statement is about", () => {
  test("NotAction and NotResource are all but those", () => {
    const identity = user({
      policy: ofIdentity(
        { Action: undefined, NotAction: "s3:Delete*" },
        { Effect: "Deny", Resource: undefined, NotResource: "arn:aws:s3:::b/own/*" },
      ),
    });
    expect(may(null, { identity, key: "own/k" })).toBe(true);
    expect(may(null, { identity, key: "own/k", action: "s3:DeleteObject" })).toBe(false);
    expect(may(null, { identity, key: "k" })).toBe(false);
  });

  test("actions are compared without case, keys with it", () => {
    const identity = user({ policy: ofIdentity({ Action: "S3:getobject", Resource: "arn:aws:s3:::b/K" }) });
    expect([may(null, { identity, key: "K" }), may(null, { identity, key: "k" })]).toEqual([true, false]);
  });

  test.each([
    ["a*b*c", "aXbYc", true],
    ["a*b*c", "abc", true],
    ["a*b*c", "ab", false],
    ["a*bc", "abcbc", true],
    ["?", "\u{1f600}", true],
    ["?", "", false],
    ["a.c", "abc", false],
    ["a${*}c", "a*c", true],
    ["a${*}c", "abc", false],
    ["a${?}${$}", "a?$", true],
  ])("%s and %s: %s", (pattern, key, expected) => {
    expect(may(onBucket({ Resource: `arn:aws:s3:::b/${pattern}` }), { key })).toBe(expected);
  });
});

describe("variables", () => {
  const policy = onBucket({ Resource: "arn:aws:s3:::b/home/${aws:UserName}/*" });

  test("stand for what the request says, and never for a wildcard", () => {
    const facts = (name: string) => ({ "aws:username": [name] });
    expect(may(policy, { key: "home/ada/x", facts: facts("ada") })).toBe(true);
    expect(may(policy, { key: "home/bob/x", facts: facts("ada") })).toBe(false);
    expect(may(policy, { key: "home/bob/x", facts: facts("*") })).toBe(false);
  });

  test("without a value fit nothing, unless there is a default", () => {
    expect(may(policy, { key: "home//x" })).toBe(false);
    const withDefault = onBucket({ Resource: "arn:aws:s3:::b/home/${aws:username, 'guest'}/*" });
    expect(may(withDefault, { key: "home/guest/x" })).toBe(true);
  });

  test("are plain text in the older version of the language", () => {
    const old = JSON.stringify({
      Statement: {
        Effect: "Allow",
        Principal: "*",
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::b/${aws:username}",
      },
    });
    const read = readPolicy(old, { bucket: "b", directory });
    expect(may(read, { key: "${aws:username}", facts: { "aws:username": ["ada"] } })).toBe(true);
    expect(may(read, { key: "ada", facts: { "aws:username": ["ada"] } })).toBe(false);
  });
});

describe("conditions", () => {
  const referer = (value: string) => ({ "aws:Referer": [value] });

  test.each([
    ["StringEquals", "a", "A", false],
    ["StringEqualsIgnoreCase", "a", "A", true],
    ["StringNotEquals", "a", "b", true],
    ["StringNotEqualsIgnoreCase", "a", "A", false],
    ["StringLike", "a?c*", "abcde", true],
    ["StringEquals", "a*", "ab", false],
    ["StringNotLike", "a*", "ab", false],
    ["NumericLessThan", "10", "9", true],
    ["NumericLessThan", "10", "10", false],
    ["NumericGreaterThanEquals", "10", "10", true],
    ["NumericEquals", "10", "10.0", true],
    ["NumericEquals", "10", "ten", false],
    ["DateLessThan", "2030-01-01T00:00:00Z", "2029-12-31T23:59:59Z", true],
    ["DateGreaterThanEquals", "1893456000", "2030-01-01T00:00:00Z", true],
    ["DateLessThan", "2030-01-01T00:00:00+01:00", "2029-12-31T23:00:00Z", false],
    ["Bool", "true", "TRUE", true],
    ["IpAddress", "10.0.0.0/8", "10.255.0.1", true],
    ["IpAddress", "10.0.0.0/8", "::ffff:10.0.0.1", true],
    ["IpAddress", "10.0.0.1", "10.0.0.2", false],
    ["IpAddress", "2001:db8::/32", "2001:db8:1::1", true],
    ["NotIpAddress", "10.0.0.0/8", "11.0.0.1", true],
    ["ArnLike", "arn:aws:iam::*:role/a*", "arn:aws:iam::000000000000:role/abc", true],
    ["ArnLike", "arn:aws:iam::*", "arn:aws:iam::000000000000:role/abc", null],
    ["ArnLike", "arn:aws:*:*:*:x", "arn:aws:iam:a:b:c:x", false],
    ["ArnNotEquals", "arn:aws:iam::000000000000:role/a", "arn:aws:iam::000000000000:role/b", true],
  ] as const)("%s %s of %s: %s", (operator, wanted, actual, expected) => {
    const ask = () => holds({ [operator]: { "aws:Referer": wanted } }, referer(actual));
    if (expected === null) expect(ask).toThrow("Invalid value");
    else expect(ask()).toBe(expected);
  });

  test("a key with several values holds for any or for all of them, as asked", () => {
    const more = { Action: "s3:PutObject" };
    const key = "s3:RequestObjectTagKeys";
    const asked = (operator: string, values: string[]) =>
      may(onBucket({ ...more, Condition: { [operator]: { [key]: ["a", "b"] } } }), {
        action: "s3:PutObject",
        facts: values.length > 0 ? { [key]: values } : {},
      });
    expect([asked("ForAnyValue:StringEquals", ["a", "x"]), asked("ForAnyValue:StringEquals", ["x"])]).toEqual(
      [true, false],
    );
    expect([
      asked("ForAllValues:StringEquals", ["a", "b"]),
      asked("ForAllValues:StringEquals", ["a", "x"]),
    ]).toEqual([true, false]);
    expect([asked("ForAnyValue:StringEquals", []), asked("ForAllValues:StringEquals", [])]).toEqual([
      false,
      true,
    ]);
    expect([
      asked("ForAnyValue:StringNotEquals", ["a", "x"]),
      asked("ForAnyValue:StringNotEquals", ["a"]),
    ]).toEqual([true, false]);
  });

  test("keys are compared without case; names of tags with it", () => {
    expect(holds({ StringEquals: { "AWS:referer": "x" } }, referer("x"))).toBe(true);
    const tag = (name: string) =>
      holds(
        { StringEquals: { [`s3:existingobjecttag/${name}`]: "x" } },
        { "s3:ExistingObjectTag/Team": ["x"] },
      );
    expect([tag("Team"), tag("team")]).toEqual([true, false]);
  });
});
