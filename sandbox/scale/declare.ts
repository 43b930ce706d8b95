import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { requireBucketName } from "../operations/buckets";
import { Bucket, type Region } from "../store/bucket";
import type { Buckets } from "../store/buckets";
import { ComputedBlobs } from "./computed-blobs";
import { isShapeName, SHAPES, type ShapeName } from "./shapes/table";
import { VirtualObjects } from "./virtual-objects";

const MAX_KEYS = 100_000_000;
const CREATED = Date.UTC(2018, 0, 1);

export type VirtualBucket = { name: string; shape: ShapeName; keys?: number; region?: Region };

export type ScaleOptions = {
  /** Buckets whose keys, records and bytes are computed. */
  virtual?: readonly VirtualBucket[];
  /** Names of buckets that check what they get and throw the bytes away. */
  sinks?: readonly string[];
};

/** `NAME=SHAPE` or `NAME=SHAPE:KEYS`, as on the command line. */
export function parseVirtual(text: string): VirtualBucket {
  const [, name = "", shape = "", keys] = /^([^=]+)=([a-z]+)(?::(\d{1,9}))?$/.exec(text) ?? [];
  if (!isShapeName(shape))
    throw new Error(
      `"${text}" is not NAME=SHAPE:KEYS with a shape of these: ${Object.keys(SHAPES).join(", ")}.`,
    );
  return { name, shape, ...(keys === undefined ? {} : { keys: Number(keys) }) };
}

function requireUsableName(name: string): void {
  try {
    requireBucketName(name);
  } catch (cause) {
    throw new Error(`"${name}" is no bucket name: 3 to 63 of a-z, 0-9, "-" and ".".`, { cause });
  }
}

async function openVirtual(dataDir: string, declared: VirtualBucket): Promise<Bucket> {
  const { name, shape, keys = 10_000_000, region = "us-east-1" } = declared;
  requireUsableName(name);
  if (!Number.isInteger(keys) || keys < 1 || keys > MAX_KEYS)
    throw new Error(`The bucket ${name} can have from 1 to ${MAX_KEYS} keys.`);
  const folder = join(dataDir, "virtual", name);
  await mkdir(folder, { recursive: true });
  const blobs = new ComputedBlobs(join(folder, "blobs"));
  const objects = new VirtualObjects(SHAPES[shape](keys), join(folder, "objects"), blobs);
  // Only what was set on it is kept from one start to the next.
  const known = (await readdir(folder)).includes("bucket.json");
  const document = known ? undefined : { name, region, created: CREATED, settings: {} };
  return await Bucket.open(folder, document, { objects, blobs });
}

/** Adds the declared buckets to those of the data folder. */
export async function declareScale(
  buckets: Buckets,
  dataDir: string,
  { virtual = [], sinks = [] }: ScaleOptions,
  now: number,
): Promise<void> {
  for (const declared of virtual) {
    if (buckets.find(declared.name))
      throw new Error(`There is a bucket ${declared.name} already; it cannot be a virtual one as well.`);
    buckets.adopt(await openVirtual(dataDir, declared));
  }
  for (const name of sinks) {
    requireUsableName(name);
    const bucket = buckets.find(name);
    if (!bucket) await buckets.create(name, "us-east-1", now, { discards: true });
    else if (!bucket.document.discards)
      throw new Error(`There is a bucket ${name} already that keeps its bytes; it cannot throw them away.`);
  }
}
