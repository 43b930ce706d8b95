import assert from "node:assert/strict";
import { type Case, expectError, expectStatus } from "./bench";
import { FORMS, unimitated } from "./differences";
import {
  ANY_KEY,
  type Conditions,
  type Fields,
  form,
  formWire,
  post,
  postForm,
  refusedForm,
  signedFields,
} from "./forms";
import { send } from "./wire";

function changed(fields: Fields, name: string, change: (value: string) => string): Fields {
  return fields.map(([other, value]) => [other, other === name ? change(value) : value]);
}

/** Decodes the policy, changes its text and leaves the signature as it was. */
function rewritten(fields: Fields, from: string, to: string): Fields {
  return changed(fields, "policy", (policy) =>
    Buffer.from(Buffer.from(policy, "base64").toString("utf8").replace(from, to)).toString("base64"),
  );
}

const TAMPERS: [string, (fields: Fields) => Fields][] = [
  ["another key", (fields) => changed(fields, "key", () => "form/tamper-other")],
  ["a changed policy", (fields) => rewritten(fields, "form/tamper", "form/tamper-x")],
  ["a later expiration", (fields) => rewritten(fields, '"expiration":"2', '"expiration":"3')],
  ["a longer length", (fields) => rewritten(fields, "1,10", "1,99")],
  [
    "a changed signature",
    (fields) => changed(fields, "x-amz-signature", (value) => value.replace(/^./, "g")),
  ],
  [
    "another credential",
    (fields) => changed(fields, "x-amz-credential", (value) => value.replace(/^[^/]+/, "AKIASOMEONEELSE0")),
  ],
  ["another date", (fields) => changed(fields, "x-amz-date", (value) => value.replace(/....Z$/, "0000Z"))],
  ["a token that nobody gave", (fields) => [...fields, ["x-amz-security-token", "token"]]],
];

export const postPolicyCases: Case[] = [
  ...TAMPERS.map(
    ([what, tamper]): Case => ({
      name: `a form with ${what} is refused`,
      run: async (bench) => {
        const conditions = [{ key: "form/tamper" }, ["content-length-range", 1, 10]];
        const wanted = await form(bench, [["key", "form/tamper"]], conditions);
        await refusedForm(bench, { ...wanted, fields: tamper(wanted.fields) }, "form/tamper");
        assert.equal(await bench.exists("form/tamper-other"), false);
      },
    }),
  ),
  {
    name: "a form is for one bucket",
    run: async (bench) => {
      const wanted = await form(bench, [["key", "form/bucket"]], [ANY_KEY]);
      const other = await bench.newBucket();
      const answer = await postForm(bench.target, { ...wanted, bucket: other });
      expectError(answer, 403, "AccessDenied");
    },
  },
  ...(
    [
      ["another value", [["x-amz-meta-a", "2"]], [{ "x-amz-meta-a": "1" }]],
      ["a value in another case", [["x-amz-meta-a", "A"]], [["eq", "$x-amz-meta-a", "a"]]],
      ["another beginning", [["Content-Type", "text/html"]], [["starts-with", "$Content-Type", "image/"]]],
      ["a field that is missing", [], [{ "x-amz-meta-a": "1" }]],
    ] as [string, Fields, Conditions][]
  ).map(
    ([what, fields, conditions]): Case => ({
      name: `a form with ${what} than its policy says is refused`,
      run: async (bench) => {
        const wanted = await form(bench, [["key", "form/condition"], ...fields], [ANY_KEY, ...conditions]);
        const answer = await refusedForm(bench, wanted, "form/condition");
        assert.equal(answer.status, 403);
      },
    }),
  ),
  {
    name: "what condition failed is told",
    differs: { ceph16: unimitated("does not say which", FORMS) },
    run: async (bench) => {
      const conditions = [ANY_KEY, { "x-amz-meta-a": "1" }];
      const answer = await post(
        bench,
        [
          ["key", "form/told"],
          ["x-amz-meta-a", "2"],
        ],
        conditions,
      );
      assert.match(
        expectError(answer, 403, "AccessDenied").text,
        /Policy Condition failed: \[(&quot;|")eq\1, \1\$x-amz-meta-a\1, \1(?:1)\1\]/,
      );
    },
  },
  {
    name: "a condition on a field that is not there fails, though it asks for nothing",
    differs: { ceph16: unimitated("an empty beginning fits a missing field", FORMS) },
    run: async (bench) => {
      const conditions = [ANY_KEY, ["starts-with", "$Content-Type", ""]];
      expectError(await post(bench, [["key", "form/absent"]], conditions), 403, "AccessDenied");
    },
  },
  {
    name: "each of several types must have the beginning",
    differs: { ceph16: unimitated("compares the list as one text", FORMS) },
    run: async (bench) => {
      const condition = ["starts-with", "$Content-Type", "image/"];
      const send = async (types: string) =>
        await post(
          bench,
          [
            ["key", "form/types"],
            ["Content-Type", types],
          ],
          [ANY_KEY, condition],
        );
      expectStatus(await send("image/png,image/jpeg"), 204);
      expectError(await send("image/png,text/html"), 403, "AccessDenied");
    },
  },
  {
    name: "fields that no condition covers are refused, except those to be ignored",
    run: async (bench) => {
      const extra = await form(
        bench,
        [
          ["key", "form/extra"],
          ["x-amz-meta-a", "1"],
        ],
        [ANY_KEY],
      );
      const answer = await refusedForm(bench, extra, "form/extra");
      assert.equal(answer.status, 403);
      const ignored: Fields = [
        ["key", "form/ignored"],
        ["x-ignore-this", "1"],
      ];
      expectStatus(await post(bench, ignored, [ANY_KEY]), 204);
    },
  },
  {
    name: "a field that no condition covers is named",
    differs: { ceph16: unimitated("says only that the policy was not met", FORMS) },
    run: async (bench) => {
      const answer = await post(
        bench,
        [
          ["key", "form/extra"],
          ["Expires", "0"],
        ],
        [ANY_KEY],
      );
      assert.match(
        expectError(answer, 403, "AccessDenied").text,
        /Invalid according to Policy: Extra input fields: Expires/i,
      );
    },
  },
  {
    name: "what stands after the file is ignored",
    run: async (bench) => {
      const wire = formWire(await form(bench, [["key", "form/after"]], [ANY_KEY]));
      const boundary = /boundary=(.*)$/.exec(wire.headers?.["content-type"] ?? "")?.[1];
      const part = `\r\n--${boundary}\r\nContent-Disposition: form-data; name="x-amz-meta-a"\r\n\r\n1\r\n--${boundary}--\r\n`;
      const body = `${String(wire.body).replace(/\r\n--[^\r\n]*--\r\n$/, "")}${part}`;
      expectStatus(await send(bench.target, { ...wire, body }), 204);
      assert.deepEqual((await bench.head("form/after")).Metadata, {});
    },
  },
  {
    name: "a policy's time ends",
    run: async (bench) => {
      const bucket = await bench.bucket();
      const expiration = new Date(Date.now() - 1000);
      const fields = signedFields(bench.target, bucket, [["key", "form/late"]], [ANY_KEY], { expiration });
      expectError(await postForm(bench.target, { bucket, fields }), 403, "AccessDenied");
      assert.equal(await bench.exists("form/late"), false);
    },
  },
  ...(
    [
      ["longer", 11, 400, "EntityTooLarge"],
      ["shorter", 4, 400, "EntityTooSmall"],
      ["as long", 10, 204, null],
      ["as short", 5, 204, null],
    ] as const
  ).map(
    ([what, size, status, code]): Case => ({
      name: `a file ${what} ${code === null ? "as" : "than"} the policy allows is ${code ?? "taken"}`,
      run: async (bench) => {
        const key = `form/size-${size}`;
        const range = ["content-length-range", 5, 10];
        const answer = await post(bench, [["key", key]], [ANY_KEY, range], { file: "x".repeat(size) });
        if (code === null) expectStatus(answer, status);
        else expectError(answer, status, code);
        assert.equal(await bench.exists(key), code === null);
      },
    }),
  ),
];
