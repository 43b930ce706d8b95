import assert from "node:assert/strict";
import { GetObjectTaggingCommand, PutBucketCorsCommand } from "@aws-sdk/client-s3";
import { type Bench, type Case, expectError, expectStatus } from "./bench";
import { ERRORS_HIDDEN, FORMS, NO_POLICIES, NO_TAGS, RULES_OF_THE_SERVER, unimitated } from "./differences";
import {
  ANY_KEY,
  FILE_ETAG,
  type Fields,
  form,
  formWire,
  post,
  postForm,
  refusedForm,
  signedFields,
} from "./forms";
import { allow, bucketWith } from "./statements";
import { pathOf, send } from "./wire";

async function sentOn(bench: Bench, url: string): Promise<URL> {
  const fields: Fields = [
    ["key", "form/redirect"],
    ["success_action_redirect", url],
  ];
  const conditions = [ANY_KEY, ["starts-with", "$success_action_redirect", "https://app.example/"]];
  const { headers } = expectStatus(await post(bench, fields, conditions), 303);
  return new URL(String(headers.location));
}

export const formCases: Case[] = [
  {
    name: "a form whose policy holds is an object, with the fields for headers",
    run: async (bench) => {
      const fields: Fields = [
        ["key", "form/a"],
        ["Content-Type", "text/x-form"],
        ["x-amz-meta-Colour", "red"],
      ];
      const conditions = [
        ["eq", "$key", "form/a"],
        ["starts-with", "$Content-Type", "text/"],
        { "x-amz-meta-colour": "red" },
      ];
      const answer = expectStatus(await post(bench, fields, conditions, { file: "from a form" }), 204);
      assert.equal(answer.text, "");
      const head = await bench.head("form/a");
      assert.equal(await bench.read("form/a"), "from a form");
      assert.deepEqual([head.ContentType, head.Metadata], ["text/x-form", { colour: "red" }]);
    },
  },
  {
    name: "a form's Cache-Control is the object's",
    differs: { ceph16: unimitated("forgets it", FORMS) },
    run: async (bench) => {
      const fields: Fields = [
        ["key", "form/cached"],
        ["Cache-Control", "no-store"],
      ];
      expectStatus(await post(bench, fields, [ANY_KEY, { "cache-control": "no-store" }]), 204);
      assert.equal((await bench.head("form/cached")).CacheControl, "no-store");
    },
  },
  {
    name: "the answer to a form names the object's ETag and place",
    differs: { ceph16: unimitated("keeps them to itself", FORMS) },
    run: async (bench) => {
      const { headers } = await post(bench, [["key", "form/b c"]], [ANY_KEY]);
      assert.equal(headers.etag, FILE_ETAG);
      assert.match(String(headers.location), /form%2Fb%20c$/);
    },
  },
  {
    name: "a form's file may hold anything, its own boundary's beginnings too",
    run: async (bench) => {
      for (const [at, file] of [
        Buffer.alloc(0),
        Buffer.from("\r\n--\r\n----form\r\n\r\n--"),
        Buffer.alloc(300_000, "\r\n--"),
      ].entries()) {
        expectStatus(await post(bench, [["key", `form/any-${at}`]], [ANY_KEY], { file }), 204);
        assert.equal(await bench.read(`form/any-${at}`), file.toString());
      }
    },
  },
  {
    name: "a form's tags are the object's",
    absent: { garage: NO_TAGS },
    run: async (bench) => {
      const tagging = "<Tagging><TagSet><Tag><Key>a b</Key><Value>1=2+3</Value></Tag></TagSet></Tagging>";
      const fields: Fields = [
        ["key", "form/tags"],
        ["tagging", tagging],
      ];
      expectStatus(await post(bench, fields, [ANY_KEY, { tagging }]), 204);
      const Bucket = await bench.bucket();
      const { TagSet } = await bench.s3.send(new GetObjectTaggingCommand({ Bucket, Key: "form/tags" }));
      assert.deepEqual(TagSet, [{ Key: "a b", Value: "1=2+3" }]);
    },
  },
  {
    name: "a form's checksum is verified",
    differs: { ceph16: { store: "knows no checksums", cooper: FORMS } },
    run: async (bench) => {
      for (const [value, status] of [
        ["AAAAAA==", 400],
        ["jJ82EA==", 204],
      ] as const) {
        const checksum = { "x-amz-checksum-crc32": value };
        const fields: Fields = [["key", "form/summed"], ...Object.entries(checksum)];
        expectStatus(await post(bench, fields, [ANY_KEY, checksum]), status);
        assert.equal(await bench.exists("form/summed"), status === 204);
      }
    },
  },
  {
    name: "the name of the file stands where the key says so",
    run: async (bench) => {
      const fields: Fields = [["key", "form/named/${filename}"]];
      expectStatus(await post(bench, fields, [ANY_KEY], { filename: "b.txt" }), 204);
      assert.equal(await bench.exists("form/named/b.txt"), true);
    },
  },
  {
    name: "the name of the file comes without its folders",
    differs: { ceph16: unimitated("keeps the folders", FORMS) },
    run: async (bench) => {
      const fields: Fields = [["key", "form/bare/${filename}"]];
      for (const filename of ["C:\\docs\\c.txt", "/home/d.txt"])
        expectStatus(await post(bench, fields, [ANY_KEY], { filename }), 204);
      for (const name of ["c", "d"]) assert.equal(await bench.exists(`form/bare/${name}.txt`), true, name);
    },
  },
  {
    name: "the form chooses how its success looks",
    run: async (bench) => {
      for (const status of ["200", "201", "204", "418"]) {
        const fields: Fields = [
          ["key", "form/status é"],
          ["success_action_status", status],
        ];
        const answer = await post(bench, fields, [ANY_KEY, { success_action_status: status }]);
        expectStatus(answer, status === "418" ? 204 : Number(status));
        if (status !== "201") continue;
        assert.match(answer.text, /<PostResponse>.*<Key>form\/status é<\/Key>/s);
        assert.match(answer.text, /<Location>[^<]*form%2Fstatus%20%C3%A9<\/Location>/);
      }
    },
  },
  {
    name: "a form may send its sender on",
    run: async (bench) => {
      const next = await sentOn(bench, "https://app.example/done");
      assert.equal(`${next.origin}${next.pathname}`, "https://app.example/done");
      assert.deepEqual(
        ["bucket", "key", "etag"].map((name) => next.searchParams.get(name)),
        [await bench.bucket(), "form/redirect", FILE_ETAG],
      );
    },
  },
  {
    name: "a page that a form sends on to keeps its query",
    differs: { ceph16: unimitated("puts a second question mark", FORMS) },
    run: async (bench) => {
      const next = await sentOn(bench, "https://app.example/done?a=1");
      assert.deepEqual([...next.searchParams.keys()], ["a", "bucket", "key", "etag"]);
    },
  },
  {
    name: "a form's fields that are no headers make no object",
    differs: { ceph16: unimitated("takes them", FORMS) },
    run: async (bench) => {
      for (const [name, value] of [
        ["Content-Type", "text/plain\r\nx-amz-meta-a: 1"],
        ["x-amz-meta-a b", "1"],
      ] as const) {
        const fields: Fields = [
          ["key", "form/lines"],
          [name, value],
        ];
        const wanted = await form(bench, fields, [ANY_KEY, { [name]: value }]);
        expectError(await refusedForm(bench, wanted, "form/lines"), 400, "InvalidArgument");
      }
    },
  },
  {
    name: "a form without a key, a file or a signature is refused",
    run: async (bench) => {
      const whole = await form(bench, [["key", "form/missing"]], [ANY_KEY]);
      for (const name of ["key", "policy", "x-amz-signature", "x-amz-credential", "x-amz-date"]) {
        const fields = whole.fields.filter(([other]) => other !== name);
        await refusedForm(bench, { ...whole, fields }, "form/missing");
      }
      const wire = formWire(whole);
      const nameless = String(wire.body).replace('name="file"', 'name="other"');
      const { status } = await send(bench.target, { ...wire, body: nameless });
      assert.ok(status === 400 || status === 403, `status ${status}`);
    },
  },
  {
    name: "a form that is cut off is refused",
    differs: { ceph16: unimitated("takes what has come for the whole", FORMS) },
    run: async (bench) => {
      const wire = formWire(await form(bench, [["key", "form/cut"]], [ANY_KEY]));
      for (const cut of [6, 30]) {
        const body = String(wire.body).slice(0, -cut);
        const { status } = await send(bench.target, { ...wire, body });
        assert.equal(status, 400);
      }
      assert.equal(await bench.exists("form/cut"), false);
    },
  },
  {
    name: "fields beyond 20 KB are refused",
    differs: { ceph16: unimitated("takes more", FORMS) },
    run: async (bench) => {
      const fields: Fields = [
        ["key", "form/large"],
        ["x-ignore-large", "x".repeat(21_000)],
      ];
      await refusedForm(bench, await form(bench, fields, [ANY_KEY]), "form/large");
    },
  },
  {
    name: "a POST that is no form is told to be one",
    differs: { ceph16: unimitated("says MethodNotAllowed", FORMS) },
    run: async (bench) => {
      const path = pathOf(await bench.bucket());
      const headers = { "content-type": "application/json" };
      const answer = await send(bench.target, { method: "POST", path, headers, body: "{}" });
      expectError(answer, 412, "PreconditionFailed");
    },
  },
  {
    name: "anyone may post to a bucket that lets anyone write",
    absent: { garage: NO_POLICIES },
    run: async (bench) => {
      const bucket = await bucketWith(bench, allow("s3:PutObject", "/inbox/*"));
      const fields = (key: string): Fields => [["key", key]];
      expectStatus(await postForm(bench.target, { bucket, fields: fields("inbox/a") }), 204);
      expectError(await postForm(bench.target, { bucket, fields: fields("other/a") }), 403, "AccessDenied");
    },
  },
  {
    name: "a form's answers carry CORS headers, refusals too",
    differs: { minio: RULES_OF_THE_SERVER, garage: ERRORS_HIDDEN },
    run: async (bench) => {
      const Bucket = await bench.newBucket();
      const origin = "https://app.example";
      const CORSRules = [{ AllowedOrigins: [origin], AllowedMethods: ["POST"], ExposeHeaders: ["ETag"] }];
      await bench.s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
      const fields = signedFields(bench.target, Bucket, [["key", "form/cors"]], [ANY_KEY]);
      for (const [wanted, status] of [
        [fields, 204],
        [fields.with(0, ["key", "other"]), 403],
      ] as const) {
        const wire = formWire({ bucket: Bucket, fields: wanted });
        const answer = await send(bench.target, { ...wire, headers: { ...wire.headers, origin } });
        assert.equal(expectStatus(answer, status).headers["access-control-allow-origin"], origin);
      }
    },
  },
];
