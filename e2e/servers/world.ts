/** Where the servers of this run are; the global setup writes it, each worker reads it. */
export type World = {
  cooper: string;
  s3: { endpoint: string; accessKey: string; secretKey: string; kind: "sandbox" | "ceph" };
  /** Where the sandbox is told to fail and asked what it was sent; a real store has no such thing. */
  control: { url: string; token: string } | null;
  /** An S3 endpoint that can be told to fail; the connection "faulty" goes through it. */
  faults: { endpoint: string; control: string };
  /** The identity provider, and where to tell it who signs in next. */
  provider: { issuer: string; control: string };
};

/** A bucket of the sandbox that checks what it is given and keeps no bytes. */
export const SINK = "sink";
/** A bucket of the sandbox whose objects are computed. */
export const COMPUTED = "computed";

const NAME = "COOPER_E2E_WORLD";

export function publish(world: World): void {
  process.env[NAME] = JSON.stringify(world);
}

export function world(): World {
  const value = process.env[NAME];
  if (!value)
    throw new Error("The servers of the journeys are not running: start them with `npm run test:e2e`.");
  return JSON.parse(value) as World;
}
