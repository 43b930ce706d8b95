import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketCorsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { build } from "esbuild";
import { openBrowser } from "./browser";
import type { Result } from "./race";
import { clientOf, type Store } from "./servers";

const PAGE = fileURLToPath(new URL("peers/zip.ts", import.meta.url));
const BUCKET = "zips";
const OBJECTS = 8;
const SIZE = 64 * 1024 * 1024;

type Race = (who: string) => Promise<{ seconds: number; size: number }>;

/** 512 MiB of objects into one archive, in Chromium, by client-zip alone and by Cooper's own. */
export async function zipRace(
  store: Store,
  port: number,
  rounds: number,
  say: (text: string) => void,
): Promise<Result[]> {
  const client = clientOf(store);
  const origin = `http://127.0.0.1:${port}`;
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const rule = {
    AllowedOrigins: [origin],
    AllowedMethods: ["GET"],
    AllowedHeaders: ["*"],
    ExposeHeaders: ["ETag", "Content-Range"],
  };
  await client.send(new PutBucketCorsCommand({ Bucket: BUCKET, CORSConfiguration: { CORSRules: [rule] } }));
  const files: { name: string; size: number; url: string; etag: string }[] = [];
  for (let index = 0; index < OBJECTS; index++) {
    const name = `${index}.bin`;
    const object = { Bucket: BUCKET, Key: name };
    const { ETag = "" } = await client.send(new PutObjectCommand({ ...object, Body: randomBytes(SIZE) }));
    const url = await getSignedUrl(client, new GetObjectCommand(object), { expiresIn: 3600 });
    files.push({ name, size: SIZE, url, etag: ETag.replaceAll('"', "") });
  }
  const bundle = await build({
    entryPoints: [PAGE],
    bundle: true,
    format: "iife",
    minify: true,
    write: false,
  });
  const script = bundle.outputFiles[0]?.text ?? "";
  const server = createServer((request, response) => {
    const [type, body] =
      request.url === "/files"
        ? ["application/json", JSON.stringify(files)]
        : request.url === "/zip.js"
          ? ["text/javascript", script]
          : [
              "text/html",
              '<!doctype html><meta charset="utf-8"><title>zip</title><script src="/zip.js"></script>',
            ];
    response.setHeader("content-type", type ?? "");
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const browser = await openBrowser();
  const contestant = (name: string, version: string) => ({
    contestant: {
      name,
      version,
      upload: () => Promise.reject(new Error("It uploads nothing.")),
      close: async () => undefined,
    },
    seconds: [] as number[],
  });
  const results = [contestant("Cooper", "this checkout"), contestant("client-zip", "2.5.1")];
  for (let round = 1; round <= rounds; round++)
    for (const { contestant, seconds } of results) {
      const page = await browser.newPage();
      await page.goto(origin);
      const who = contestant.name.toLowerCase();
      const { seconds: taken, size } = await page.evaluate(
        (who) => (window as unknown as { race: Race }).race(who),
        who,
      );
      if (size < OBJECTS * SIZE) throw new Error(`${contestant.name} made an archive of ${size} bytes.`);
      seconds.push(taken);
      say(`zip of 512 MiB, round ${round}: ${contestant.name} ${taken.toFixed(2)} s`);
      await page.close();
    }
  await browser.close();
  server.close();
  return results;
}
