import assert from "node:assert/strict";
import {
  DeleteBucketPolicyCommand,
  DeleteObjectsCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
} from "@aws-sdk/client-s3";
import {
  type Bench,
  type Case,
  type Difference,
  expectError,
  expectStatus,
  refused,
  UNLOCKER,
} from "./bench";
import { CONDITIONS_REFUSED, POLICIES, unimitated } from "./differences";
import { allow, anyone, bucketWith, deny, EVERYONE, putPolicy, read, type Statement } from "./statements";
import { pathOf } from "./wire";

async function malformed(bench: Bench, Bucket: string, Policy: string | object): Promise<void> {
  const text = typeof Policy === "string" ? Policy : JSON.stringify(Policy);
  await refused(bench.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: text })), 400, "MalformedPolicy");
}

/** A statement about a bucket that is in order but for what is given. */
async function broken(bench: Bench, part: Statement): Promise<void> {
  const bucket = await bench.newBucket();
  const statement = { Principal: EVERYONE, ...allow("s3:GetObject")(bucket), ...part };
  await malformed(bench, bucket, { Version: "2012-10-17", Statement: [statement] });
}

const TAKES = unimitated("takes it", POLICIES);
const OTHER = unimitated("says InvalidArgument", POLICIES);

export const policyCases: Case[] = [
  {
    name: "a bucket's policy is kept as given and removed",
    run: async (bench) => {
      const Bucket = await bench.newBucket();
      await refused(bench.s3.send(new GetBucketPolicyCommand({ Bucket })), 404, "NoSuchBucketPolicy");
      const statement = { Principal: EVERYONE, ...deny("s3:PutObject", "/closed/*")(Bucket) };
      await putPolicy(bench, Bucket, statement);
      const { Policy } = await bench.s3.send(new GetBucketPolicyCommand({ Bucket }));
      assert.deepEqual(JSON.parse(Policy ?? ""), { Version: "2012-10-17", Statement: [statement] });
      await bench.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
      await bench.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
      await refused(bench.s3.send(new GetBucketPolicyCommand({ Bucket })), 404, "NoSuchBucketPolicy");
    },
  },
  ...(
    [
      ["that is no JSON", "{", OTHER],
      ["that is no object", "[]", OTHER],
      ["of another version", { Version: "2020-01-01", Statement: [] }, OTHER],
      ["without statements", { Version: "2012-10-17" }, TAKES],
    ] as [string, string | object, Difference][]
  ).map(
    ([what, policy, ceph16]): Case => ({
      name: `a policy ${what} is malformed`,
      differs: { ceph16 },
      run: async (bench) => await malformed(bench, await bench.newBucket(), policy),
    }),
  ),
  ...(
    [
      ["without an effect", { Effect: undefined }, TAKES],
      ["with an unknown effect", { Effect: "Perhaps" }, OTHER],
      ["without a principal", { Principal: undefined }, TAKES],
      ["without an action", { Action: undefined }, TAKES],
      ["with an action that S3 lacks", { Action: "s3:Frobnicate" }, OTHER],
      ["without a resource", { Resource: undefined }, TAKES],
      ["about another bucket", { Resource: "arn:aws:s3:::elsewhere/*" }, TAKES],
      ["with a field that policies lack", { Comment: "x" }, OTHER],
      ["with an unknown operator", { Condition: { StringResembles: { "aws:Referer": "x" } } }, OTHER],
      ["with an unknown key", { Condition: { StringEquals: { "s3:frobnication": "x" } } }, TAKES],
      ["with a number that is none", { Condition: { NumericEquals: { "s3:max-keys": "many" } } }, TAKES],
      ["with an address that is none", { Condition: { IpAddress: { "aws:SourceIp": "1.2.3.4/99" } } }, TAKES],
      ["with a date that is none", { Condition: { DateLessThan: { "aws:CurrentTime": "soon" } } }, TAKES],
      [
        "with a user that is not there",
        { Principal: { AWS: "arn:aws:iam::000000000000:user/nobody-here" } },
        TAKES,
      ],
      ["whose action has no such resource", { Action: "s3:ListBucket" }, TAKES],
      ["whose key its action never has", { Condition: { StringEquals: { "s3:prefix": "x" } } }, TAKES],
    ] as [string, Statement, Difference][]
  ).map(
    ([what, part, ceph16]): Case => ({
      name: `a statement ${what} is malformed`,
      differs: { ceph16 },
      run: async (bench) => await broken(bench, part),
    }),
  ),
  {
    name: "a denial wins over what allows, for the owner too",
    run: async (bench) => {
      const bucket = await bucketWith(bench, allow("s3:*"), deny("s3:GetObject", "/secret/*"));
      await bench.put("secret/a", "x", bucket);
      await bench.put("b", "x", bucket);
      assert.equal(await read(bench, bucket, "b"), 200);
      assert.equal(await read(bench, bucket, "secret/a"), 403);
      expectError(await bench.signed({ path: pathOf(bucket, "secret/a") }), 403, "AccessDenied");
    },
  },
  {
    name: "the owner can take back a policy that locks everyone out",
    differs: { ceph16: unimitated("locks the owner out as well", POLICIES) },
    run: async (bench) => {
      // All but one user agent are locked out, so that what a case leaves behind can be removed anywhere.
      const Condition = { StringNotEquals: { "aws:UserAgent": UNLOCKER } };
      const Bucket = await bucketWith(
        bench,
        deny("s3:*", "/*", { Condition }),
        deny("s3:*", "", { Condition }),
      );
      expectError(await bench.signed({ path: pathOf(Bucket) }), 403, "AccessDenied");
      await bench.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
      expectStatus(await bench.signed({ path: pathOf(Bucket) }), 200);
    },
  },
  {
    name: "wildcards in resources stand for any characters, or for one",
    run: async (bench) => {
      const bucket = await bucketWith(bench, allow("s3:Get*", "/a*z/?.txt"));
      for (const key of ["az/1.txt", "a/b/z/1.txt", "az/12.txt", "az/.txt", "xaz/1.txt"])
        await bench.put(key, "x", bucket);
      const statuses = ["az/1.txt", "a/b/z/1.txt", "az/12.txt", "az/.txt", "xaz/1.txt"].map((key) =>
        read(bench, bucket, key),
      );
      assert.deepEqual(await Promise.all(statuses), [200, 200, 403, 403, 403]);
    },
  },
  {
    name: "a listing can be held to a prefix",
    run: async (bench) => {
      const condition = { Condition: { StringLike: { "s3:prefix": ["public/*"] } } };
      const bucket = await bucketWith(bench, allow("s3:ListBucket", "", condition));
      const list = async (query: Record<string, string>) =>
        (await anyone(bench, { path: pathOf(bucket), query: { "list-type": "2", ...query } })).status;
      assert.equal(await list({ prefix: "public/" }), 200);
      assert.deepEqual([await list({ prefix: "private/" }), await list({})], [403, 403]);
    },
  },
  {
    name: "conditions of a statement hold together, values of one by themselves",
    run: async (bench) => {
      const Condition = {
        StringEquals: { "aws:UserAgent": ["one", "two"] },
        StringLike: { "aws:Referer": "https://*.example/*" },
      };
      const bucket = await bucketWith(bench, allow("s3:GetObject", "/*", { Condition }));
      await bench.put("k", "x", bucket);
      const referer = "https://app.example/page";
      assert.equal(await read(bench, bucket, "k", { referer, "user-agent": "one" }), 200);
      assert.equal(await read(bench, bucket, "k", { referer, "user-agent": "two" }), 200);
      assert.equal(await read(bench, bucket, "k", { referer, "user-agent": "three" }), 403);
      assert.equal(await read(bench, bucket, "k", { "user-agent": "one" }), 403);
      assert.equal(await read(bench, bucket, "k", { referer }), 403);
    },
  },
  {
    name: "a negated condition holds where its key is absent, any other does not",
    differs: { ceph16: unimitated("no condition on an absent key holds", POLICIES) },
    run: async (bench) => {
      const rules: [string, Statement][] = [
        ["not", { StringNotEquals: { "aws:Referer": "bad" } }],
        ["is", { StringEquals: { "aws:Referer": "good" } }],
        ["if", { StringEqualsIfExists: { "aws:Referer": "good" } }],
        ["null", { Null: { "aws:Referer": "true" } }],
      ];
      const bucket = await bucketWith(
        bench,
        ...rules.map(([folder, Condition]) => allow("s3:GetObject", `/${folder}/*`, { Condition })),
      );
      const seen: Record<string, number[]> = {};
      for (const [folder] of rules) {
        await bench.put(`${folder}/k`, "x", bucket);
        const referers = [{}, { referer: "good" }, { referer: "bad" }];
        seen[folder] = await Promise.all(
          referers.map((headers) => read(bench, bucket, `${folder}/k`, headers)),
        );
      }
      assert.deepEqual(seen, {
        not: [200, 200, 403],
        is: [403, 200, 403],
        if: [200, 200, 403],
        null: [200, 403, 403],
      });
    },
  },
  {
    name: "addresses and dates are compared as what they are",
    run: async (bench) => {
      const rules: [string, Statement, number][] = [
        ["here", { IpAddress: { "aws:SourceIp": ["127.0.0.0/8", "::1/128"] } }, 200],
        ["there", { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } }, 403],
        ["not-there", { NotIpAddress: { "aws:SourceIp": "192.0.2.0/24" } }, 200],
        ["before", { DateLessThan: { "aws:CurrentTime": "2099-01-01T00:00:00Z" } }, 200],
        ["after", { DateGreaterThan: { "aws:CurrentTime": "2099-01-01T00:00:00Z" } }, 403],
      ];
      const bucket = await bucketWith(
        bench,
        ...rules.map(([folder, Condition]) => allow("s3:GetObject", `/${folder}/*`, { Condition })),
      );
      for (const [folder, , status] of rules) {
        await bench.put(`${folder}/k`, "x", bucket);
        assert.equal(await read(bench, bucket, `${folder}/k`), status, folder);
      }
    },
  },
  {
    name: "a request without TLS says that it is",
    differs: { ceph16: unimitated("says nothing of the transport where it is not TLS", POLICIES) },
    run: async (bench) => {
      if (bench.target.endpoint.startsWith("https:")) return;
      const condition = { Condition: { Bool: { "aws:SecureTransport": "false" } } };
      const bucket = await bucketWith(bench, deny("s3:GetObject", "/*", condition));
      await bench.put("k", "x", bucket);
      expectError(await bench.signed({ path: pathOf(bucket, "k") }), 403, "AccessDenied");
    },
  },
  {
    name: "an object's tags can decide who reads it, and which tags an object may get",
    run: async (bench) => {
      const open = { StringEquals: { "s3:ExistingObjectTag/open": "yes" } };
      const given = { StringEquals: { "s3:RequestObjectTag/open": "yes" } };
      const bucket = await bucketWith(
        bench,
        allow("s3:GetObject", "/*", { Condition: open }),
        deny("s3:PutObject", "/closed/*", { Condition: given }),
      );
      const put = async (key: string, tagging: string) => {
        const headers = { "x-amz-tagging": tagging };
        return await bench.signed({ method: "PUT", path: pathOf(bucket, key), headers, body: "x" });
      };
      for (const tag of ["yes", "no"]) expectStatus(await put(tag, `open=${tag}`), 200);
      assert.deepEqual([await read(bench, bucket, "yes"), await read(bench, bucket, "no")], [200, 403]);
      expectStatus(await put("closed/a", "open=no"), 200);
      expectError(await put("closed/a", "open=yes"), 403, "AccessDenied");
    },
  },
  {
    name: "each key of a batch is weighed by itself",
    run: async (bench) => {
      const Bucket = await bucketWith(bench, deny("s3:DeleteObject", "/kept/*"));
      for (const key of ["kept/a", "b"]) await bench.put(key, "x", Bucket);
      const Objects = [{ Key: "kept/a" }, { Key: "b" }];
      const answer = await bench.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
      assert.deepEqual(
        answer.Deleted?.map(({ Key }) => Key),
        ["b"],
      );
      assert.deepEqual(
        answer.Errors?.map(({ Key, Code }) => `${Key} ${Code}`),
        ["kept/a AccessDenied"],
      );
    },
  },
  {
    name: "a copy needs its source's leave as well",
    run: async (bench) => {
      const bucket = await bucketWith(bench, deny("s3:GetObject", "/secret/*"));
      await bench.put("secret/a", "x", bucket);
      await bench.put("b", "x", bucket);
      const copy = async (source: string) =>
        await bench.signed({
          method: "PUT",
          path: pathOf(bucket, "copy"),
          headers: { "x-amz-copy-source": `/${bucket}/${source}` },
        });
      expectError(await copy("secret/a"), 403, "AccessDenied");
      expectStatus(await copy("b"), 200);
    },
  },
  {
    name: "signed links can be held to an age",
    differs: { ceph16: unimitated("does not know how old a signature is", POLICIES) },
    run: async (bench) => {
      const condition = { Condition: { NumericGreaterThan: { "s3:signatureAge": "60000" } } };
      const bucket = await bucketWith(bench, deny("s3:GetObject", "/*", condition));
      await bench.put("k", "x", bucket);
      const wire = { path: pathOf(bucket, "k") };
      expectStatus(await bench.presigned(wire, { expires: 600 }), 200);
      const at = new Date(Date.now() - 120_000);
      expectError(await bench.presigned(wire, { at, expires: 600 }), 403, "AccessDenied");
    },
  },
  {
    name: "a bucket can demand conditional writes",
    differs: { ceph16: unimitated("cannot ask for them in a policy", POLICIES), b2: CONDITIONS_REFUSED },
    run: async (bench) => {
      const Condition = {
        Null: { "s3:if-none-match": "true" },
        Bool: { "s3:ObjectCreationOperation": "true" },
      };
      const bucket = await bucketWith(bench, deny("s3:PutObject", "/*", { Condition }));
      const wire = { method: "PUT", path: pathOf(bucket, "k"), body: "x" };
      expectError(await bench.signed(wire), 403, "AccessDenied");
      expectStatus(await bench.signed({ ...wire, headers: { "if-none-match": "*" } }), 200);
      const begun = await bench.signed({ method: "POST", path: pathOf(bucket, "m"), query: { uploads: "" } });
      expectStatus(begun, 200);
    },
  },
];
