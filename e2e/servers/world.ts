/** Where the servers of this run are; the global setup writes it, each worker reads it. */
export type World = {
  cooper: string;
  s3: { endpoint: string; accessKey: string; secretKey: string; kind: "sandbox" | "ceph" };
  /** An S3 endpoint that can be told to fail; the connection "faulty" goes through it. */
  faults: { endpoint: string; control: string };
  /** The identity provider, and where to tell it who signs in next. */
  provider: { issuer: string; control: string };
};

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
