import assert from "node:assert/strict";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { type Case, expectError, expectStatus } from "./bench";
import { FILE_NAMES_ONLY } from "./differences";
import { pathOf, presign, send, sign } from "./wire";

const HOSTILE: Record<string, string> = {
  "two slashes in a row": "h/a//b",
  "a slash in front": "/h/front",
  "a slash at the end": "h/end/",
  "only slashes": "///",
  "one dot": ".",
  "two dots": "..",
  "dots that climb": "../../up",
  "dots inside": "h/a/../b/./c",
  "a control character": "h/\u0001\u001f",
  "a line break": "h/a\r\nb\tc",
  "a character that XML lacks": "h/\ufffe",
  markup: `h/<b>&"'`,
  "query characters": "h/a?b#c&d=e",
  "percent signs": "h/%2F%00%zz%",
  "plus and space": "h/a+b c",
  "what signatures encode": "h/!*'()~:;@$,[]{}|\\^`",
  "a right-to-left override": "h/\u202egpj.exe",
  "composed and decomposed letters": "h/\u00e9-e\u0301",
  "an emoji": "h/\u{1f469}\u200d\u{1f680}",
  "a byte order mark": "\ufeffh",
  "a name from JavaScript": "__proto__",
  "1,024 bytes": `h/${"ü".repeat(511)}`,
};

const NO_FILE_NAMES = [
  "two slashes in a row",
  "a slash in front",
  "only slashes",
  "one dot",
  "two dots",
  "dots that climb",
  "dots inside",
  "1,024 bytes",
];

export const keyCases: Case[] = [
  ...Object.entries(HOSTILE).map(
    ([what, Key]): Case => ({
      name: `a key with ${what} is written, read, listed and deleted byte for byte`,
      ...(NO_FILE_NAMES.includes(what) ? { differs: { minio: FILE_NAMES_ONLY } } : {}),
      run: async (bench) => {
        const Bucket = await bench.bucket();
        const body = `body of ${Key}`;
        await bench.s3.send(new PutObjectCommand({ Bucket, Key, Body: body }));
        const got = await bench.s3.send(new GetObjectCommand({ Bucket, Key }));
        assert.equal(await got.Body?.transformToString(), body);
        const listed = await bench.s3.send(
          new ListObjectsV2Command({ Bucket, Prefix: Key, EncodingType: "url" }),
        );
        const keys = (listed.Contents ?? []).map((entry) =>
          decodeURIComponent((entry.Key ?? "").replaceAll("+", " ")),
        );
        assert.ok(keys.includes(Key), JSON.stringify(keys));
        await bench.s3.send(new DeleteObjectCommand({ Bucket, Key }));
        assert.equal(await bench.exists(Key), false);
      },
    }),
  ),
  {
    name: "keys that look alike are different objects",
    differs: { minio: FILE_NAMES_ONLY },
    run: async (bench) => {
      const keys = [
        "like/a",
        "like//a",
        "like/./a",
        "like/A",
        "like/a/",
        "like/%61",
        "like/\u00e9",
        "like/e\u0301",
      ];
      for (const key of keys) await bench.put(key, key);
      for (const key of keys) assert.equal(await bench.read(key), key);
    },
  },
  {
    name: "a key of 1,025 bytes is KeyTooLongError",
    differs: {
      ceph16: {
        store: "refuses it as InvalidObjectName",
        cooper: "refuses such a key itself",
      },
    },
    run: async (bench) => {
      const path = pathOf(await bench.bucket(), `h${"ü".repeat(512)}`);
      expectError(await bench.signed({ method: "PUT", path, body: "x" }), 400, "KeyTooLongError");
    },
  },
  {
    name: "a key that is not UTF-8 is refused",
    run: async (bench) => {
      const bucket = await bench.bucket();
      for (const raw of ["%ff", "a%c3", "%c0%af", "%ed%a0%80"]) {
        const { status } = await bench.signed({ method: "PUT", path: `/${bucket}/${raw}`, body: "x" });
        assert.ok(status >= 400 && status < 500, `${raw}: ${status}`);
      }
      const listed = await bench.s3.send(new ListObjectsV2Command({ Bucket: bucket, EncodingType: "url" }));
      assert.ok(listed.Contents?.every(({ Key }) => !/%FF|%C0|%ED%A0/i.test(Key ?? "")));
    },
  },
  {
    name: "a signed URL may write the key's slashes as %2F",
    differs: { minio: FILE_NAMES_ONLY },
    run: async (bench) => {
      const bucket = await bench.bucket();
      for (const key of ["../enc/x", "enc/a/../b", "enc//c"]) {
        await bench.put(key, key);
        const raw = `/${bucket}/${encodeURIComponent(key)}`;
        const url = await presign(bench.target, { path: pathOf(bucket, key) });
        assert.equal(expectStatus(await send(bench.target, { ...url, path: raw }), 200).text, key);
        const wire = await sign(bench.target, { path: pathOf(bucket, key) });
        assert.equal(expectStatus(await send(bench.target, { ...wire, path: raw }), 200).text, key);
      }
    },
  },
];
