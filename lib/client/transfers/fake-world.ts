import { vi } from "vitest";
import type { Cors } from "@/lib/schemas/cors";
import type { SignedPart, UploadFile } from "@/lib/schemas/uploads";
import { realClock } from "./clock";
import { hexToBase64, toBase64 } from "./crc64";
import type { Answer, Deps } from "./deps";
import { type Begun, createFakeCooper, etagOf, kindOf, partEtag, type Stored } from "./fake-cooper";
import { contentOf, fakeFile } from "./fake-file";
import { createFakeHasher, fakeDigest } from "./fake-hasher";
import { fakeUnfinished } from "./fake-unfinished";
import type { Plan } from "./plan";
import type { Target } from "./transfer";
import { createTransfers } from "./transfers";

export const TARGET: Target = { connection: "c", bucket: "b", prefix: "in/" };
export const MiB = 1024 * 1024;

type Sent = Pick<SignedPart, "number" | "url" | "method"> & { key: string; size: number };
/** `flip`: a byte changes on the way. */
type Script = (sent: Sent) => Answer | "hang" | "flip" | undefined;

const realSetImmediate = setImmediate;

export const stored = (status = 200, body = "", etag: string | null = '"e"'): Answer => ({
  type: "answer",
  status,
  etag,
  retryAfter: null,
  body,
});
const BAD_DIGEST =
  "<Error><Code>BadDigest</Code><Message>The Content-MD5 you specified did not match.</Message></Error>";
const LOCKED =
  "<Error><Code>InvalidRequest</Code><Message>Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters</Message></Error>";
export const NETWORK: Answer = { type: "network", stalled: false };

/** A bucket, Cooper's API before it and the browser's network, all in memory, on a clock of the test's own. */
export function createWorld() {
  const objects = new Map<string, Stored>();
  const uploads = new Map<string, Begun>();
  const sends: Sent[] = [];
  const calls: Record<string, number> = {};
  const online = new Set<() => void>();
  const world = {
    objects,
    uploads,
    sends,
    calls,
    inFlight: { now: 0, most: 0 },
    isOnline: true,
    reaches: true,
    page: "https://cooper.example",
    endpoint: "https://s3.example",
    localNetwork: null as "granted" | "prompt" | "denied" | null,
    cors: { passes: true } as Partial<Cors>,
    script: (() => undefined) as Script,
    /** Runs before each API call of that name; may throw. */
    before: {} as Record<string, (() => void) | undefined>,
    /** A batch that holds such a file is refused whole, as one with a bad body is. */
    refuses: (() => false) as (file: UploadFile) => boolean,
    folders: [] as string[],
    mayWrite: true,
    plans: new Map<string, Plan>(),
    stored: [] as string[],
    urlLifetime: 900_000,
    /** By how much Cooper's clock is ahead of this one. */
    skew: 0,
    /** Milliseconds until S3 answers. */
    latency: 50,
    random: () => 0.5,
    /** Whether the bucket takes forms; the first is asked for at once. */
    takesForms: false,
    verifies: false,
    etagsAreMd5s: true,
    /** Refuses what comes without a Content-MD5, as a bucket that locks its objects does. */
    demandsMd5: false,
    hasher: createFakeHasher(),
    call(name: string): void {
      calls[name] = (calls[name] ?? 0) + 1;
      world.before[name]?.();
    },
    comeOnline() {
      world.isOnline = true;
      for (const listener of online) listener();
    },
  };
  const deps: Deps = {
    clock: { ...realClock, frame: (callback) => void setTimeout(callback, 16) },
    random: () => world.random(),
    hasher: world.hasher,
    plans: {
      save: async (plan) => void world.plans.set(plan.id, plan),
      forget: async (id) => void world.plans.delete(id),
      all: async () => [...world.plans.values()],
    },
    onStored: (_target, key) => world.stored.push(key),
    network: {
      online: () => world.isOnline,
      onOnline(listener) {
        online.add(listener);
        return () => online.delete(listener);
      },
      pageOrigin: () => world.page,
      reaches: async () => {
        world.call("reaches");
        return world.reaches;
      },
      localNetwork: async () => world.localNetwork,
    },
    api: { ...createFakeCooper(world), ...fakeUnfinished(world) },
    async send(part, body, onProgress, signal) {
      const blob = body as Blob;
      const query = new URL(part.url).searchParams;
      const upload = uploads.get(query.get("ticket") ?? "");
      if (!upload) throw new Error("Sent to an upload that nobody began.");
      const { method, number, url } = part;
      const sent = { key: upload.key, number, url, method, size: blob.size };
      sends.push(sent);
      world.inFlight.most = Math.max(world.inFlight.most, ++world.inFlight.now);
      try {
        onProgress(Math.floor(blob.size / 2));
        const scripted = world.script(sent);
        await deps.clock.sleep(scripted === "hang" ? 1e9 : world.latency, signal);
        if (typeof scripted === "object") return scripted;
        if (upload.ended) return stored(404, "<Error><Code>NoSuchUpload</Code></Error>");
        const single = kindOf(upload.size) === "single";
        const there = objects.get(upload.key);
        const fits = upload.ifMatch
          ? there && etagOf(there) === upload.ifMatch
          : upload.onConflict === "replace" || !there;
        if (single && !fits) return stored(412);
        onProgress(blob.size);
        const content = contentOf(blob) + (scripted === "flip" ? " flipped" : "");
        const { crc, md5 } = fakeDigest(content, blob.size);
        const demanded = part.headers["content-md5"];
        if (world.demandsMd5 && !demanded) return stored(400, LOCKED);
        const promised = single && world.verifies ? upload.checksum?.value : undefined;
        if ((demanded && demanded !== hexToBase64(md5)) || (promised && promised !== toBase64(crc)))
          return stored(400, BAD_DIGEST);
        upload.parts.set(part.number, blob.size);
        upload.contents.set(part.number, content);
        const etag = partEtag(world, upload, part.number);
        if (single) objects.set(upload.key, { size: blob.size, etag });
        return stored(200, "", etag);
      } finally {
        world.inFlight.now--;
      }
    },
  };

  const transfers = createTransfers(deps);
  return Object.assign(world, {
    deps,
    transfers,
    add: (...files: [path: string, size: number][]) =>
      transfers.add(
        files.map(([path, size]) => ({ path, file: fakeFile(path, size) })),
        TARGET,
      ),
    one: (key: string) => {
      const snapshot = transfers.snapshot();
      const id = snapshot.ids.find((id) => snapshot.get(id)?.key === key);
      const found = id === undefined ? undefined : snapshot.get(id);
      if (!found) throw new Error(`There is no transfer of ${key}.`);
      return found;
    },
    states: () => {
      const snapshot = transfers.snapshot();
      return snapshot.ids.map((id) => snapshot.get(id)?.state);
    },
    /** Lets virtual time pass until something holds; fails after an hour of it. */
    async until(holds: () => boolean, step = 100): Promise<void> {
      for (let passed = 0; !holds(); passed += step) {
        if (passed > 3_600_000) throw new Error(`It never came to that. States: ${this.states().join(", ")}`);
        await vi.advanceTimersByTimeAsync(step);
        await new Promise((resolve) => realSetImmediate(resolve));
      }
    },
  });
}
