import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { CreateBucketCommand, PutBucketCorsCommand, S3Client } from "@aws-sdk/client-s3";
import { stringify } from "yaml";
import { startCeph } from "../scripts/ceph.mjs";
import { inRoot } from "../scripts/paths.mjs";
import { freePort } from "../scripts/ports.mjs";
import { start, stop } from "../scripts/processes.mjs";
import { untilPrinted, untilReady } from "../scripts/readiness.mjs";

export type Store = {
  name: string;
  endpoint: string;
  /** Further origins of the same store, for browsers. */
  aliases: string[];
  accessKey: string;
  secretKey: string;
  /** Whether the bucket of the races is there from the start. */
  hasBucket: boolean;
  stop(): Promise<void>;
};

export const PASSWORD = "a password for the races";
export const BUCKET = "races";

/** A sandbox that keeps every request waiting this long before it looks at it, as a distant store does. */
export async function startSandbox(delayMs: number): Promise<Store> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "cooper-bench-"));
  const port = await freePort(5400);
  const control = await freePort(5500);
  const token = "token-for-the-races";
  const sandbox = start(
    process.execPath,
    [
      ...["--import", "tsx", inRoot("sandbox", "main.ts"), "--host", "0.0.0.0", "--port", String(port)],
      ...["--data", folder, "--control-port", String(control)],
      // Checks what it is given as any bucket does, and keeps no bytes: no disk takes part in the race.
      ...["--sink", BUCKET],
    ],
    { env: { ...process.env, SANDBOX_CONTROL_TOKEN: token } },
  );
  await untilPrinted(sandbox, /S3 at http:/).catch((error: Error) => {
    throw new Error(`The sandbox did not start: ${error.message}\n${sandbox.output()}`);
  });
  if (delayMs > 0) {
    const answer = await fetch(`http://127.0.0.1:${control}/chaos`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify([{ faults: [{ kind: "delay", ms: delayMs }] }]),
    });
    if (!answer.ok) throw new Error(`The delay was refused: ${await answer.text()}`);
  }
  return {
    name: delayMs > 0 ? `sandbox, ${delayMs} ms added` : "sandbox",
    endpoint: `http://127.0.0.1:${port}`,
    aliases: [`http://127.0.0.2:${port}`, `http://127.0.0.3:${port}`],
    accessKey: "COOPERSANDBOX",
    secretKey: "coopersandboxsecret",
    hasBucket: true,
    async stop() {
      await stop(sandbox);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function startRgw(): Promise<Store> {
  const { gateway, endpoint = "", ...keys } = await startCeph();
  const { port } = new URL(endpoint);
  return {
    name: "Ceph RGW",
    endpoint,
    ...keys,
    // It listens on one address only, which has two names.
    aliases: [`http://localhost:${port}`],
    hasBucket: false,
    stop: () => stop(gateway),
  };
}

export function clientOf({ endpoint, accessKey, secretKey }: Store): S3Client {
  return new S3Client({
    endpoint,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
}

/** The bucket that all race into, open to the pages of all contestants. */
export async function makeBucket(store: Store, origins: string[]): Promise<void> {
  const client = clientOf(store);
  if (!store.hasBucket) await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const rule = {
    AllowedOrigins: origins,
    AllowedMethods: ["GET", "HEAD", "PUT", "POST", "DELETE"],
    AllowedHeaders: ["*"],
    ExposeHeaders: ["ETag", "x-amz-checksum-crc64nvme", "Content-Range"],
    MaxAgeSeconds: 3600,
  };
  await client.send(new PutBucketCorsCommand({ Bucket: BUCKET, CORSConfiguration: { CORSRules: [rule] } }));
}

export type Cooper = { url: string; stop(): Promise<void> };

/** The production build of this checkout, on the port that the bucket's rule names. */
export async function startCooper(
  port: number,
  store: Store,
  upload: Record<string, string>,
): Promise<Cooper> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "cooper-bench-"));
  const config = path.join(folder, "cooper.yaml");
  const credentials = { accessKeyId: store.accessKey, secretAccessKey: store.secretKey };
  const connection = {
    id: "store",
    name: "Store",
    endpoint: store.endpoint,
    region: "us-east-1",
    publicEndpointAliases: store.aliases,
    credentials,
    upload,
  };
  const grants = [
    {
      to: "user:local:admin",
      connection: "*",
      bucket: "*",
      prefix: "",
      allow: ["list", "read", "write", "delete", "share", "manage"],
    },
  ];
  writeFileSync(config, stringify({ connections: [connection], grants }));
  const url = `http://127.0.0.1:${port}`;
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(AWS|S3|COOPER|NEXTAUTH|AUTH)_|^(NODE_ENV|https?_proxy)$/i.test(name),
  );
  const cooper = start(process.execPath, [inRoot("scripts", "start.mjs")], {
    env: {
      ...Object.fromEntries(inherited),
      PORT: String(port),
      HOSTNAME: "127.0.0.1",
      COOPER_URL: url,
      COOPER_CONFIG: config,
      COOPER_ADMIN_PASSWORD: PASSWORD,
      COOPER_STATE: `file:${path.join(folder, "state")}`,
    } as unknown as NodeJS.ProcessEnv,
  });
  await untilReady(`${url}/api/ready`, cooper).catch((error: Error) => {
    throw new Error(`Cooper did not start: ${error.message}\n${cooper.output()}`);
  });
  return {
    url,
    async stop() {
      await stop(cooper);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
