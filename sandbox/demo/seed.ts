// tsx sandbox/demo/seed.ts ENDPOINT MARKER ORIGIN…: fills the sandbox once, and lets these origins through at every start.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CreateBucketCommand, PutBucketCorsCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { buckets, type DemoBucket } from "./content";

/** Counted up when the content changes; a sandbox filled by an older one is filled again. */
const CONTENT = "1";
const PARALLEL = 16;

const [endpoint, marker, ...origins] = process.argv.slice(2);
if (!endpoint || !marker || origins.length === 0) throw new Error("Usage: seed.ts ENDPOINT MARKER ORIGIN…");

const server: string = endpoint;
const clients = new Map<string, S3Client>();
function clientFor({ region }: DemoBucket): S3Client {
  const client =
    clients.get(region) ??
    new S3Client({
      endpoint: server,
      region,
      forcePathStyle: true,
      credentials: { accessKeyId: "COOPERSANDBOX", secretAccessKey: "coopersandboxsecret" },
    });
  clients.set(region, client);
  return client;
}

async function create(bucket: DemoBucket): Promise<void> {
  const location =
    bucket.region === "us-east-1"
      ? {}
      : { CreateBucketConfiguration: { LocationConstraint: bucket.region as "eu-central-1" } };
  try {
    await clientFor(bucket).send(new CreateBucketCommand({ Bucket: bucket.name, ...location }));
  } catch (error) {
    // Filling was interrupted earlier, or the content is newer than the bucket.
    if (!(error instanceof Error && /^BucketAlready(OwnedByYou|Exists)$/.test(error.name))) throw error;
  }
}

async function fill(bucket: DemoBucket): Promise<void> {
  const client = clientFor(bucket);
  const items = bucket.items()[Symbol.iterator]();
  const worker = async () => {
    for (let next = items.next(); !next.done; next = items.next()) {
      const { key, type, body } = next.value;
      await client.send(
        new PutObjectCommand({ Bucket: bucket.name, Key: key, Body: body(), ContentType: type }),
      );
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}

async function allow(bucket: DemoBucket): Promise<void> {
  const rule = {
    ID: "cooper-demo",
    AllowedOrigins: origins,
    AllowedMethods: ["GET", "HEAD", "PUT", "POST"],
    AllowedHeaders: ["*"],
    ExposeHeaders: ["ETag", "x-amz-version-id"],
    MaxAgeSeconds: 600,
  };
  await clientFor(bucket).send(
    new PutBucketCorsCommand({ Bucket: bucket.name, CORSConfiguration: { CORSRules: [rule] } }),
  );
}

function isFilled(file: string): boolean {
  try {
    return readFileSync(file, "utf8") === CONTENT;
  } catch {
    return false; // never filled
  }
}

if (!isFilled(marker)) {
  console.log("making the demo's content");
  for (const bucket of buckets) {
    await create(bucket);
    await fill(bucket);
  }
  mkdirSync(path.dirname(marker), { recursive: true });
  writeFileSync(marker, CONTENT);
}
for (const bucket of buckets) if (bucket.cors) await allow(bucket);
