import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Profile } from "../profiles/profiles";
import { DEFAULT_USER, startSandbox } from "../server";
import { Bench } from "./bench";

const kmsKey = "arn:aws:kms:us-east-1:000000000000:key/0f6a1b3c-6f0e-4f0e-9d7a-3b1f5c2d4e6f";
const role = {
  arn: "arn:aws:iam::000000000000:role/teams/contract",
  policy: { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } },
};

/** The sandbox as this store, with all that a case may ask for, in this process. */
export async function startContractWorld(profile: Profile) {
  const dataDir = await mkdtemp(join(tmpdir(), "sandbox-contract-"));
  const sandbox = await startSandbox({ dataDir, profile, kmsKeys: [kmsKey], roles: [role] });
  const target = { endpoint: sandbox.url, region: "us-east-1", credentials: DEFAULT_USER };
  const bench = new Bench({ ...target, kmsKey, roleArn: role.arn }, true);
  return {
    bench,
    async close() {
      await bench.close();
      await sandbox.close();
      await rm(dataDir, { recursive: true });
    },
  };
}
