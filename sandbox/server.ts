import { mkdir } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answer } from "./answer";
import { Chaos } from "./chaos/chaos";
import { type Clock, WALL_CLOCK } from "./chaos/clock";
import { type Control, type ControlOptions, startControl } from "./control/server";
import type { Service } from "./handle";
import { ReceivedRequest } from "./http/received";
import { Journal, type JournalOptions } from "./journal/journal";
import { type Profile, STORES } from "./profiles/profiles";
import type { Quirks } from "./profiles/quirks";
import { declareScale, type ScaleOptions } from "./scale/declare";
import { type Digest, type DigestOptions, digestOf } from "./scale/digest";
import { Buckets } from "./store/buckets";
import { Accounts, type Role, type User } from "./sts/accounts";

export type SandboxUser = User;

export type SandboxOptions = ScaleOptions & {
  /** 0, the default, takes a free one. */
  port?: number;
  host?: string;
  dataDir: string;
  users?: SandboxUser[];
  /** What users can take on by AssumeRole. */
  roles?: Role[];
  /** ARNs of the KMS keys that there are, besides S3's own. */
  kmsKeys?: string[];
  now?: () => Date;
  /** The store to be like, S3 itself unless said otherwise, and what is to differ besides. */
  profile?: Profile;
  quirks?: Quirks;
  /** How long a restore from an archive takes; by default as long as in S3, which is hours. */
  restoreSeconds?: number;
  /** Opens a second port, for whoever has the token, where faults are ordered and the journal is read. */
  control?: ControlOptions;
  journal?: JournalOptions;
  /** How faults wait. */
  clock?: Clock;
};

export type Sandbox = {
  url: string;
  port: number;
  /** The hashes of an object, also of one whose bytes are computed or thrown away. */
  digestOf(bucket: string, key: string, options?: DigestOptions): Promise<Digest>;
  chaos: Chaos;
  journal: Journal;
  /** Where the control port is, if there is one. */
  control: { url: string; port: number } | null;
  close(): Promise<void>;
};

export const DEFAULT_USER: SandboxUser = {
  accessKeyId: "COOPERSANDBOX",
  secretAccessKey: "coopersandboxsecret",
};

/** Starts a strict S3 server over a folder; rejects if the port is taken. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const host = options.host ?? "127.0.0.1";
  await mkdir(options.dataDir, { recursive: true });
  const now = options.now ?? (() => new Date());
  const buckets = await Buckets.open(options.dataDir);
  await declareScale(buckets, options.dataDir, options, now().getTime());
  const quirks = { ...STORES[options.profile ?? "aws"].quirks, ...options.quirks };
  const service: Service = {
    buckets,
    accounts: new Accounts(options.users ?? [DEFAULT_USER], options.roles ?? []),
    kmsKeys: options.kmsKeys ?? [],
    now,
    restoreSeconds: options.restoreSeconds,
    quirks,
  };
  const running = new Set<Promise<void>>();
  const chaos = new Chaos();
  const journal = new Journal(options.journal);
  const station = { service, chaos, journal, clock: options.clock ?? WALL_CLOCK };
  const server = createServer({ IncomingMessage: ReceivedRequest }, (incoming, response) => {
    const work = answer(incoming, response, station)
      // What is left here is a connection that broke while the answer was on its way.
      .catch(() => void response.destroy())
      .finally(() => running.delete(work));
    running.add(work);
  });
  server.requestTimeout = 0;
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
    await Promise.allSettled(running);
  };
  const digest: Sandbox["digestOf"] = async (bucket, key, asked) =>
    await digestOf(buckets.get(bucket), key, asked);
  let control: Control | null = null;
  try {
    if (options.control) control = await startControl(options.control, { chaos, journal, digestOf: digest });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    port,
    digestOf: digest,
    chaos,
    journal,
    control: control && { url: control.url, port: control.port },
    close: async () => {
      await Promise.all([control?.close(), close()]);
    },
  };
}
