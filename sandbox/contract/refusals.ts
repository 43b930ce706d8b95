import { createHash } from "node:crypto";
import { type Bench, type Case, expectError } from "./bench";
import { alike, unimitated } from "./differences";
import { pathOf, type Wire } from "./wire";

type Refusal = {
  what: string;
  status: number;
  code: string;
  ceph16?: string;
  /** Whether the sandbox does so too when it is like Ceph. */
  imitated?: boolean;
  wire: (bucket: string, etag: string) => Wire;
};

const digested = (body: string | Buffer) => ({
  body,
  headers: { "content-md5": createHash("md5").update(body).digest("base64") },
});

const put = (headers: Record<string, string>) => (bucket: string) => ({
  method: "PUT",
  path: pathOf(bucket, "refused"),
  headers,
  body: "x",
});

const tagging = (body: string | Buffer) => (bucket: string) => ({
  method: "PUT",
  path: pathOf(bucket, "refusals"),
  query: { tagging: "" },
  ...digested(body),
});

const cors = (rules: string) => (bucket: string) => ({
  method: "PUT",
  path: pathOf(bucket),
  query: { cors: "" },
  ...digested(`<CORSConfiguration>${rules}</CORSConfiguration>`),
});

const get =
  (query: Record<string, string>, key?: string) =>
  (bucket: string): Wire => ({ path: pathOf(bucket, key), query });

const rule = (more = "", method = "GET") =>
  `<CORSRule>${more}<AllowedMethod>${method}</AllowedMethod><AllowedOrigin>*</AllowedOrigin></CORSRule>`;
const tagSet = (inner: string) => `<Tagging><TagSet>${inner}</TagSet></Tagging>`;
const TAG = "<Tag><Key>k</Key><Value>v</Value></Tag>";

const tags = (count: number) => Array.from({ length: count }, (_, at) => TAG.replace("k", `k${at}`)).join("");
const onBucket = (name: string, body: string) => (bucket: string) => ({
  method: "PUT",
  path: pathOf(bucket),
  query: { [name]: "" },
  ...digested(body),
});
const policy = (bucket: string, Sid: string) => {
  const Resource = `arn:aws:s3:::${bucket}/*`;
  const statement = { Sid, Effect: "Deny", Principal: "*", Action: "s3:PutObjectAcl", Resource };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
};
const preflight = (headers: Record<string, string>) => (bucket: string) => ({
  method: "OPTIONS",
  path: pathOf(bucket, "key"),
  headers,
});
const SSE = "x-amz-server-side-encryption";

const DOCUMENTS: Record<string, string> = {
  tagging: tagSet(TAG),
  policy: '{"Version":"2012-10-17","Statement":[]}',
  encryption:
    "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>",
  "object-lock":
    "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>",
  publicAccessBlock:
    "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>",
  cors: `<CORSConfiguration>${rule()}</CORSConfiguration>`,
};

const REFUSALS: Refusal[] = [
  {
    what: "a Content-MD5 of 15 bytes",
    ...{ status: 400, code: "InvalidDigest" },
    wire: put({ "content-md5": Buffer.alloc(15).toString("base64") }),
  },
  {
    what: "a Content-MD5 with more than base64",
    ceph16: "answers 403",
    ...{ status: 400, code: "InvalidDigest" },
    wire: put({ "content-md5": `${createHash("md5").update("x").digest("base64")}!` }),
  },
  {
    what: "a PUT of one byte more than 5 GiB",
    ...{ status: 400, code: "EntityTooLarge" },
    wire: (bucket) => ({ ...put({ "content-length": String(5 * 1024 ** 3 + 1) })(bucket), body: "" }),
  },
  {
    what: "a PUT with If-Match: *",
    ceph16: "tries to obey it",
    ...{ status: 501, code: "NotImplemented" },
    wire: put({ "if-match": "*" }),
  },
  {
    what: "a PUT with several ETags in If-Match",
    ceph16: "tries to obey it",
    ...{ status: 501, code: "NotImplemented" },
    wire: (bucket, etag) => ({ ...put({ "if-match": `"0", ${etag}` })(bucket) }),
  },
  {
    what: "a DELETE with If-None-Match",
    ceph16: "ignores it",
    ...{ status: 501, code: "NotImplemented" },
    wire: (bucket) => ({
      method: "DELETE",
      path: pathOf(bucket, "refusals"),
      headers: { "if-none-match": "*" },
    }),
  },
  {
    what: "a copy of a bucket",
    ...{ status: 400, code: "InvalidArgument" },
    wire: (bucket) => ({
      method: "PUT",
      path: pathOf(bucket, "refused"),
      headers: { "x-amz-copy-source": `${bucket}/` },
    }),
  },
  {
    what: "a header of S3's that nobody knows",
    ceph16: "ignores it",
    ...{ status: 501, code: "NotImplemented" },
    wire: put({ "x-amz-nonsense": "1" }),
  },
  {
    what: "an ACL where the bucket's owner owns all",
    ceph16: "knows ACLs alone",
    ...{ status: 400, code: "AccessControlListNotSupported" },
    wire: put({ "x-amz-acl": "public-read" }),
  },
  {
    what: "101 CORS rules",
    ...{ status: 400, code: "InvalidRequest" },
    wire: cors(rule().repeat(101)),
  },
  {
    what: "a CORS rule with an id of 256 characters",
    ceph16: "says MalformedXML",
    ...{ status: 400, code: "InvalidRequest" },
    wire: cors(rule(`<ID>${"i".repeat(256)}</ID>`)),
  },
  {
    what: "a CORS rule with a time that is no number",
    ...{ status: 400, code: "MalformedXML" },
    wire: cors(rule("<MaxAgeSeconds>1h</MaxAgeSeconds>")),
  },
  {
    what: "a CORS configuration without rules",
    ...{ status: 400, code: "MalformedXML" },
    wire: cors(""),
  },
  {
    what: "a document with an element of another's",
    ceph16: "overlooks it",
    ...{ status: 400, code: "MalformedXML" },
    wire: tagging(tagSet(`${TAG}<Color>red</Color>`)),
  },
  {
    what: "a document with text between its elements",
    ceph16: "overlooks it",
    ...{ status: 400, code: "MalformedXML" },
    wire: tagging(tagSet(`${TAG}text`)),
  },
  {
    what: "a document with one value twice",
    ceph16: "takes one of them",
    ...{ status: 400, code: "MalformedXML" },
    wire: tagging(tagSet("<Tag><Key>k</Key><Value>v</Value><Value>w</Value></Tag>")),
  },
  {
    what: "a document of another kind",
    ceph16: "takes it",
    ...{ status: 400, code: "MalformedXML" },
    wire: tagging(tagSet(TAG).replaceAll("Tagging", "Labels")),
  },
  {
    what: "a document that does not end",
    ...{ status: 400, code: "MalformedXML" },
    wire: tagging(tagSet(TAG).replace("</Tagging>", "")),
  },
  {
    what: "a document with a type of its own",
    ceph16: "takes it",
    ...{ status: 400, code: "MalformedXML" },
    wire: tagging(`<!DOCTYPE Tagging [<!ENTITY v "v">]>${tagSet(TAG)}`),
  },
  {
    what: "a document with an entity that is none",
    ...{ status: 400, code: "MalformedXML" },
    wire: tagging(tagSet("<Tag><Key>k</Key><Value>&nbsp;</Value></Tag>")),
  },
  {
    what: "a document that is no UTF-8",
    ...{ status: 400, code: "MalformedXML" },
    wire: tagging(Buffer.from(tagSet("<Tag><Key>k</Key><Value>\xff</Value></Tag>"), "latin1")),
  },
  {
    what: "a listing in an unknown encoding",
    ceph16: "lists without",
    ...{ status: 400, code: "InvalidArgument" },
    wire: get({ "list-type": "2", "encoding-type": "base64" }),
  },
  {
    what: "a listing from an empty token on",
    ceph16: "begins at the beginning",
    ...{ status: 400, code: "InvalidArgument" },
    wire: get({ "list-type": "2", "continuation-token": "" }),
  },
  {
    what: "a listing of 1e3 keys",
    ...{ status: 400, code: "InvalidArgument" },
    wire: get({ "list-type": "2", "max-keys": "1e3" }),
  },
  {
    what: "a listing of fewer keys than none",
    ceph16: "lists nothing",
    imitated: true,
    ...{ status: 400, code: "InvalidArgument" },
    wire: get({ "list-type": "2", "max-keys": "-1" }),
  },
  {
    what: "a version that is named by nothing",
    ceph16: "takes it for the newest",
    ...{ status: 400, code: "InvalidArgument" },
    wire: get({ versionId: "" }, "refusals"),
  },
  {
    what: "a listing of versions from a version of no name on",
    ceph16: "takes it for none",
    ...{ status: 400, code: "InvalidArgument" },
    wire: get({ versions: "", "key-marker": "a", "version-id-marker": "" }),
  },
  {
    what: "a document with an element of another's in its list",
    ceph16: "overlooks it",
    imitated: true,
    ...{ status: 400, code: "MalformedXML" },
    wire: (bucket) => ({
      method: "POST",
      path: pathOf(bucket),
      query: { delete: "" },
      ...digested("<Delete><Object><Key>k</Key><Color>red</Color></Object></Delete>"),
    }),
  },
  {
    what: "a bucket key that is neither there nor not",
    ceph16: "says InvalidRequest",
    ...{ status: 400, code: "InvalidArgument" },
    wire: put({ [SSE]: "aws:kms", [`${SSE}-bucket-key-enabled`]: "yes" }),
  },
  {
    what: "a key of another region",
    ceph16: "says InvalidRequest",
    ...{ status: 400, code: "KMS.NotFoundException" },
    wire: put({
      [SSE]: "aws:kms",
      [`${SSE}-aws-kms-key-id`]:
        "arn:aws:kms:eu-west-3:000000000000:key/5a5a5a5a-0000-4000-8000-000000000000",
    }),
  },
  {
    what: "metadata whose names make it too long",
    ceph16: "breaks down over it",
    imitated: true,
    ...{ status: 400, code: "MetadataTooLarge" },
    wire: put({ [`x-amz-meta-${"n".repeat(100)}`]: "v".repeat(1949) }),
  },
  {
    what: "another type with characters that no header has",
    ceph16: "sends them",
    ...{ status: 400, code: "InvalidArgument" },
    wire: get({ "response-content-type": "text/\u4e2d" }, "refusals"),
  },
  {
    what: "51 tags of a bucket",
    ceph16: "says InvalidTag",
    ...{ status: 400, code: "BadRequest" },
    wire: onBucket("tagging", tagSet(tags(51))),
  },
  {
    what: "a policy of more than 20 KB",
    ceph16: "takes it",
    ...{ status: 400, code: "MalformedPolicy" },
    wire: (bucket) => onBucket("policy", policy(bucket, "s".repeat(20 * 1024)))(bucket),
  },
  ...["tagging", "policy", "encryption", "object-lock", "publicAccessBlock", "cors"].map(
    (name): Refusal => ({
      what: `a bucket's ${name} without a digest`,
      ceph16: "asks for none",
      imitated: true,
      ...{ status: 400, code: "InvalidRequest" },
      wire: (bucket) => ({
        method: "PUT",
        path: pathOf(bucket),
        query: { [name]: "" },
        body: DOCUMENTS[name] ?? "",
      }),
    }),
  ),
  {
    what: "a preflight for a method that CORS does not have",
    ceph16: "says InvalidArgument",
    ...{ status: 400, code: "BadRequest" },
    wire: preflight({ origin: "https://a.example", "access-control-request-method": "PATCH" }),
  },
  {
    what: "a preflight without an origin",
    ceph16: "says InvalidArgument",
    ...{ status: 400, code: "BadRequest" },
    wire: preflight({ "access-control-request-method": "GET" }),
  },
  {
    what: "a new bucket that perhaps locks objects",
    ...{ status: 400, code: "InvalidArgument" },
    wire: (bucket) => ({
      method: "PUT",
      path: pathOf(`${bucket}-perhaps`),
      headers: { "x-amz-bucket-object-lock-enabled": "perhaps" },
    }),
  },
];

export const refusalCases: Case[] = REFUSALS.map(
  ({ what, status, code, ceph16, imitated = false, wire }): Case => ({
    name: `${what} is ${code}`,
    ...(ceph16 === undefined
      ? {}
      : { differs: { ceph16: (imitated ? alike : unimitated)(ceph16, "sends no such request") } }),
    run: async (bench: Bench) => {
      // A server that does not refuse it has a bucket that no other case should meet.
      const bucket = await bench.newBucket();
      const etag = await bench.put("refusals", "kept", bucket);
      expectError(await bench.signed(wire(bucket, etag)), status, code);
    },
  }),
);
