import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AppError } from "@/lib/errors";
import { PART } from "./fake-cooper";
import { fakeFile } from "./fake-file";
import { createWorld, NETWORK, stored, TARGET } from "./fake-world";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const xml = (code: string, message = "") =>
  `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;

/** Answers the first tries of each part with these, one after another, then lets S3 work. */
function first(...answers: ReturnType<typeof stored>[]) {
  const tries = new Map<string, number>();
  return ({ key, number }: { key: string; number: number }) => {
    const tried = tries.get(`${key} ${number}`) ?? 0;
    tries.set(`${key} ${number}`, tried + 1);
    return answers[tried];
  };
}

describe("S3 at fault", () => {
  it.each([500, 502, 503, 429, 408])("sends a part again after HTTP %i", async (status) => {
    const world = createWorld();
    world.script = first(stored(status), stored(status));
    world.add(["big", 2 * PART]);
    await world.until(() => world.states()[0] === "done");
    expect(world.sends).toHaveLength(6);
    expect(world.one("in/big").sent).toBe(2 * PART);
    expect(world.transfers.snapshot().totals.sent).toBe(2 * PART);
  });

  it("waits as long as S3 asks", async () => {
    const world = createWorld();
    world.script = first({ type: "answer", status: 503, etag: null, retryAfter: 30, body: "" });
    world.add(["a", 1]);
    const began = Date.now();
    await world.until(() => world.states()[0] === "done");
    expect(Date.now() - began).toBeGreaterThan(30_000);
  });

  it("signs an expired part again without counting it as a failure", async () => {
    const world = createWorld();
    world.urlLifetime = 10_000;
    const answers = first(stored(403, xml("AccessDenied", "Request has expired")));
    world.script = (sent) => answers(sent);
    world.add(["big", 2 * PART]);
    await world.until(() => world.states()[0] === "done");
    expect(world.calls.signParts).toBeGreaterThanOrEqual(1);
    expect(new Set(world.sends.map(({ url }) => url)).size).toBe(world.sends.length);
  });

  it("signs again before it sends what has expired meanwhile", async () => {
    const world = createWorld();
    world.urlLifetime = 4000;
    world.add(["a", 1]);
    await world.until(() => world.states()[0] === "done");
    expect(world.calls.signParts).toBe(1);
    expect(world.sends).toHaveLength(1);
  });

  it("stops at once when S3 refuses for good", async () => {
    const world = createWorld();
    world.script = () => stored(403, xml("AccessDenied", "Access Denied."));
    world.add(["a", 1]);
    await world.until(() => world.states()[0] === "failed");
    expect(world.sends).toHaveLength(1);
    expect(world.one("in/a").failure?.message).toBe("S3 answered AccessDenied: Access Denied.");
  });

  it("does not go round in circles when fresh signatures count as expired too", async () => {
    const world = createWorld();
    world.script = () => stored(403, xml("AccessDenied", "Request has expired"));
    world.add(["a", 1]);
    await world.until(() => world.states()[0] === "failed");
    expect(world.sends).toHaveLength(2);
    expect(world.one("in/a").failure?.message).toContain("clocks");
  });

  it("begins anew, on a new try, what S3 no longer knows", async () => {
    const world = createWorld();
    world.script = first(stored(404, xml("NoSuchUpload")));
    world.add(["big", 2 * PART]);
    await world.until(() => world.states()[0] === "failed");
    expect(world.one("in/big").failure?.kind).toBe("gone");
    world.transfers.retry(world.one("in/big").id);
    await world.until(() => world.states()[0] === "done");
    expect(world.uploads.size).toBe(2);
  });

  it("asks again when the answer to completing got lost", async () => {
    const world = createWorld();
    let lost = true;
    world.before.completeUpload = () => {
      if (!lost) return;
      lost = false;
      throw new AppError("unavailable", "Cooper cannot be reached.");
    };
    world.add(["big", 2 * PART]);
    await world.until(() => world.states()[0] === "done");
    expect(world.calls.completeUpload).toBe(2);
  });

  it("sends once more what S3 turns out not to have", async () => {
    const world = createWorld();
    world.before.completeUpload = () => {
      if (world.calls.completeUpload === 1) [...world.uploads.values()][0]?.parts.delete(2);
    };
    world.add(["big", 3 * PART]);
    await world.until(() => world.states()[0] === "done");
    expect(world.sends.map(({ number }) => number).sort()).toEqual([1, 2, 2, 3]);
  });

  it("says that ETag is hidden, and does not send again", async () => {
    const world = createWorld();
    world.script = () => stored(200, "", null);
    world.add(["big", 2 * PART]);
    await world.until(() => world.states()[0] === "failed");
    expect(world.one("in/big").failure).toMatchObject({ kind: "cors" });
    expect(world.one("in/big").failure?.message).toContain("expose the header ETag");
    expect(world.sends.length).toBeLessThanOrEqual(2);
    expect(world.transfers.snapshot().cors?.target.bucket).toBe("b");
  });

  it("waits out a Cooper that is away", async () => {
    const world = createWorld();
    const until = Date.now() + 60_000;
    world.before.createUploads = () => {
      if (Date.now() < until) throw new AppError("unavailable", "Cooper cannot be reached.");
    };
    world.add(["a", 1]);
    await world.until(() => world.one("in/a").note !== null);
    await world.until(() => world.states()[0] === "done");
    expect(world.calls.createUploads).toBeLessThan(30);
  });

  it("says that a file changed instead of sending what is left of it", async () => {
    const world = createWorld();
    world.script = () => NETWORK;
    world.transfers.add([{ path: "a", file: fakeFile("a", 10, false) }], TARGET);
    await world.until(() => world.states()[0] === "failed");
    expect(world.one("in/a").failure).toMatchObject({ kind: "file", retryable: false });
    expect(world.sends).toHaveLength(1);
  });
});

describe("a line that breaks", () => {
  it("goes on by itself after an outage of a minute, without counting tries, and with few questions", async () => {
    const world = createWorld();
    world.add(["big", 40 * PART]);
    await world.until(() => world.sends.length > 8);
    const back = Date.now() + 60_000;
    world.reaches = false;
    world.script = () => (Date.now() < back ? NETWORK : undefined);
    await world.until(() => world.one("in/big").note?.includes("does not answer") === true);
    await world.until(() => Date.now() >= back);
    world.reaches = true;
    expect(world.calls.reaches).toBeLessThan(60);
    const before = world.sends.length;
    await world.until(() => world.sends.length > before);
    expect(Date.now() - back).toBeLessThan(5000);
    await world.until(() => world.states()[0] === "done");
  });

  it("waits while the browser is offline, and goes on when it is not", async () => {
    const world = createWorld();
    world.script = () => (world.isOnline ? undefined : NETWORK);
    world.isOnline = false;
    world.add(["big", 8 * PART]);
    await world.until(() => world.one("in/big").note?.includes("offline") === true);
    const before = world.sends.length;
    await vi.advanceTimersByTimeAsync(600_000);
    expect(world.sends.length).toBe(before);
    world.comeOnline();
    await world.until(() => world.states()[0] === "done");
  });

  it("fails with the address when that never answered, and tries again once back online", async () => {
    const world = createWorld();
    world.reaches = false;
    world.script = () => (world.reaches ? undefined : NETWORK);
    world.add(["a", 1]);
    await world.until(() => world.states()[0] === "failed");
    expect(world.one("in/a").failure?.message).toContain("https://s3.example does not answer");
    expect(world.sends).toHaveLength(5);
    world.reaches = true;
    world.comeOnline();
    await world.until(() => world.states()[0] === "done");
  });

  it("takes a single PUT whose answer got lost for stored, without asking about its own name", async () => {
    const world = createWorld();
    world.script = (sent) => {
      if (world.sends.length > 1) return undefined;
      world.objects.set(sent.key, { size: 7 });
      [...world.uploads.values()][0]?.parts.set(1, 7);
      return NETWORK;
    };
    world.add(["a", 7]);
    await world.until(() => world.states()[0] === "done");
    expect(world.sends).toHaveLength(2);
  });
});
