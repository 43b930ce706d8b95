import "server-only";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SandboxOptions, startSandbox } from "@/sandbox/server";
import type { Actor } from "./access/actor";
import { setConfigForTest } from "./config";
import type { Config, ConnectionConfig, GrantConfig } from "./config/types";
import { s3Client } from "./s3/client";
import { openBucket } from "./s3/open-bucket";

type StoreOptions = Pick<
  SandboxOptions,
  "profile" | "quirks" | "kmsKeys" | "restoreSeconds" | "roles" | "virtual"
>;

/** Unit tests of what stands behind the door to S3: a real S3 server in this process, and configuration to match. */
export async function startTestWorld(options: StoreOptions = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), "cooper-test-"));
  const users = [
    { accessKeyId: "ROOT", secretAccessKey: "rootsecret" },
    { accessKeyId: "LIMITED", secretAccessKey: "limitedsecret", denyListBuckets: true },
    { accessKeyId: "READER", secretAccessKey: "readersecret", readOnly: true },
    { accessKeyId: "WRITER", secretAccessKey: "writersecret", policy: mayNotList },
  ];
  const sandbox = await startSandbox({ dataDir, users, ...options });
  const connections = [
    connection("s3", sandbox.url, "ROOT"),
    connection("limited", sandbox.url, "LIMITED"),
    connection("reader", sandbox.url, "READER"),
    connection("writer", sandbox.url, "WRITER"),
    connection("away", "http://127.0.0.1:9", "ROOT"),
  ];
  const configure = (grants: GrantConfig[] = [everything]) =>
    setConfigForTest({
      authSecret: "a secret of a test",
      url: null,
      connections,
      grants,
      readOnly: false,
      relayLimits: { all: 128, perActor: 32 },
      disabled: [],
      state: { kind: "file", path: dataDir },
    } as unknown as Config);
  configure();
  const [first] = connections;
  return {
    url: sandbox.url,
    connections,
    chaos: sandbox.chaos,
    journal: sandbox.journal,
    configure,
    /** The store as its administrator sees it. */
    store: (region = "us-east-1") => s3Client(first as ConnectionConfig, region),
    open: (actor: Actor, bucket: string, id = "s3", signal = AbortSignal.timeout(15_000)) =>
      openBucket(actor, { connection: id, bucket }, signal),
    async close() {
      setConfigForTest(undefined);
      await sandbox.close();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const mayNotList = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: "*" }],
};

export type TestWorld = Awaited<ReturnType<typeof startTestWorld>>;

export const everything: GrantConfig = {
  to: "user:local:root",
  connection: "*",
  bucket: "*",
  prefix: "",
  allow: ["list", "read", "write", "delete", "share", "manage"],
};

export const testActor = (id: string): Actor => ({
  id: `local:${id}`,
  name: id,
  email: null,
  groups: [],
  kind: "user",
});

function connection(id: string, endpoint: string, key: string): ConnectionConfig {
  return {
    id,
    name: id,
    endpoint,
    publicEndpoint: endpoint,
    publicEndpointAliases: [],
    region: "us-east-1",
    forcePathStyle: true,
    transport: "direct",
    buckets: undefined,
    ca: undefined,
    proxy: undefined,
    upload: {},
    credentials: { kind: "static", accessKeyId: key, secretAccessKey: `${key.toLowerCase()}secret` },
  };
}
