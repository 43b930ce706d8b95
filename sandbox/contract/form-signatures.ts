import assert from "node:assert/strict";
import { type Bench, type Case, expectError } from "./bench";
import { FORMS, unimitated } from "./differences";
import { ANY_KEY, type Conditions, type Fields, formWire, signedFields } from "./forms";
import { send } from "./wire";

const DAY = 24 * 3600_000;

type Refusal = {
  what: string;
  status: number;
  code: string;
  ceph16?: string;
  fields?: Fields;
  conditions?: Conditions;
  options?: Parameters<typeof signedFields>[4];
  change?: (fields: Fields) => Fields;
  headers?: Record<string, string>;
};

const change =
  (name: string, value: (before: string) => string) =>
  (fields: Fields): Fields =>
    fields.map(([other, before]) => [other, other === name ? value(before) : before]);

const later = (at: number) => ({ at: new Date(at), expiration: new Date(Date.now() + DAY) });

const REFUSALS: Refusal[] = [
  {
    what: "signed for another region",
    ceph16: "takes any region",
    ...{ status: 400, code: "InvalidArgument" },
    options: { region: "eu-west-3" },
  },
  {
    what: "signed more than a week ago",
    ceph16: "takes it",
    ...{ status: 403, code: "AccessDenied" },
    options: later(Date.now() - 7 * DAY - 60_000),
  },
  {
    what: "signed for later",
    ceph16: "takes it",
    ...{ status: 403, code: "AccessDenied" },
    options: later(Date.now() + DAY / 24),
  },
  {
    what: "with a date of another day than its key's",
    ceph16: "says AccessDenied",
    ...{ status: 400, code: "InvalidArgument" },
    change: change("x-amz-date", (date) => date.replace(/^2/, "1")),
  },
  {
    what: "with a date that is none",
    ceph16: "says AccessDenied",
    ...{ status: 400, code: "InvalidArgument" },
    change: change("x-amz-date", () => "today"),
  },
  {
    what: "signed in another way",
    ...{ status: 400, code: "InvalidArgument" },
    change: change("x-amz-algorithm", () => "AWS4-HMAC-SHA1"),
  },
  {
    what: "signed in the old way as well",
    ceph16: "says AccessDenied",
    ...{ status: 400, code: "InvalidRequest" },
    change: (fields) => [["AWSAccessKeyId", "key"], ...fields],
  },
  {
    what: "with a name of no length for its file",
    ...{ status: 400, code: "InvalidArgument" },
    change: change("key", () => ""),
  },
  {
    what: "that signs in a header too",
    ceph16: "says InvalidArgument",
    ...{ status: 400, code: "InvalidRequest" },
    headers: { authorization: "AWS4-HMAC-SHA256 Credential=a" },
  },
  {
    what: "with metadata in a header",
    ceph16: "ignores it",
    ...{ status: 400, code: "InvalidRequest" },
    headers: { "x-amz-meta-a": "1" },
  },
  {
    what: "with another digest than its file's",
    ceph16: "ignores it",
    ...{ status: 400, code: "BadDigest" },
    fields: [["content-md5", "1B2M2Y8AsgTpgAmY7PhCfg=="]],
    conditions: [["eq", "$content-md5", "1B2M2Y8AsgTpgAmY7PhCfg=="]],
  },
  {
    what: "with a field of S3's that nobody knows",
    ceph16: "ignores it",
    ...{ status: 501, code: "NotImplemented" },
    fields: [["x-amz-nonsense", "1"]],
    conditions: [{ "x-amz-nonsense": "1" }],
  },
];

async function refusedForm(bench: Bench, refusal: Refusal): Promise<void> {
  const { status, code, fields = [], conditions = [], options = {}, headers = {} } = refusal;
  const bucket = await bench.bucket();
  const key = `form/refused/${refusal.what}`;
  const named: Fields = [["key", key], ...fields];
  const signed = signedFields(bench.target, bucket, named, [ANY_KEY, ...conditions], options);
  const wire = formWire({ bucket, fields: refusal.change?.(signed) ?? signed });
  const answer = await send(bench.target, { ...wire, headers: { ...wire.headers, ...headers } });
  expectError(answer, status, code);
  assert.equal(await bench.exists(key), false);
}

export const formSignatureCases: Case[] = REFUSALS.map(
  (refusal): Case => ({
    name: `a form ${refusal.what} is ${refusal.code}`,
    ...(refusal.ceph16 === undefined ? {} : { differs: { ceph16: unimitated(refusal.ceph16, FORMS) } }),
    run: async (bench) => await refusedForm(bench, refusal),
  }),
);
