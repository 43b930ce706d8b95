import { describe, expect, it, vi } from "vitest";
import type { Plan } from "../plan";
import { createResumeWorld, fileOf, NOW } from "./fake-resume";
import type { Interrupted } from "./interrupted";

const MiB = 1024 * 1024;

/** A handle whose permission the user gives or not. */
function handleTo(plan: Plan, options: { allow?: boolean; file?: Partial<File> | null } = {}) {
  const { allow = true, file = {} } = options;
  return {
    kind: "file",
    name: plan.file.name,
    queryPermission: async () => "prompt",
    requestPermission: async () => (allow ? "granted" : "denied"),
    getFile: async () => {
      if (file === null) throw new DOMException("Moved.", "NotFoundError");
      return fileOf(plan, file);
    },
  } as unknown as FileSystemFileHandle;
}

const shown = (interrupted: Interrupted) =>
  interrupted.snapshot().uploads.map(({ key, sent, access, problem }) => ({ key, sent, access, problem }));
const only = (interrupted: Interrupted) => interrupted.snapshot().uploads[0]!;
const picked = (file: File) => ({ file, handle: null });

describe("uploads that a page of before left unfinished", () => {
  it("are listed with what S3 has of them", async () => {
    const world = createResumeWorld();
    world.leave("film.mkv");
    const { interrupted } = world.page();
    await interrupted.load();
    expect(shown(interrupted)).toEqual([
      { key: "in/film.mkv", sent: 40 * MiB, access: "choose", problem: null },
    ]);
  });

  it("go on by one click where the file can be opened again, also several of them", async () => {
    const world = createResumeWorld();
    const plans = ["a.bin", "b.bin"].map((name) => {
      const plan = world.leave(name);
      return world.leave(name, { handle: handleTo(plan) });
    });
    const { interrupted } = world.page();
    await interrupted.load();
    expect(interrupted.snapshot().uploads.map(({ access }) => access)).toEqual(["ask", "ask"]);
    await interrupted.resume(plans.map(({ id }) => id));
    expect(world.adopted.map(({ plan }) => plan.id)).toEqual(plans.map(({ id }) => id));
    expect(interrupted.snapshot()).toEqual({ uploads: [], notes: [] });
  });

  it("stay, and say why, where the user does not allow it or the file is gone", async () => {
    const world = createResumeWorld();
    const no = world.leave("no.bin", { handle: handleTo(world.leave("no.bin"), { allow: false }) });
    const gone = world.leave("gone.bin", { handle: handleTo(world.leave("gone.bin"), { file: null }) });
    const { interrupted } = world.page();
    await interrupted.load();
    await interrupted.resume([no.id, gone.id]);
    expect(shown(interrupted)).toMatchObject([
      { access: "ask", problem: expect.stringContaining("did not allow") },
      { access: "choose", problem: expect.stringContaining("no longer where it was") },
    ]);
    expect(world.adopted).toEqual([]);
  });

  it("go on with files that are chosen again, each with its own", async () => {
    const world = createResumeWorld();
    const [a, b] = [world.leave("a.bin"), world.leave("b.bin")];
    const { interrupted } = world.page();
    await interrupted.load();
    const stranger = { ...fileOf(a), name: "stranger.bin" } as File;
    await interrupted.choose([a.id, b.id], [picked(fileOf(b)), picked(fileOf(a)), picked(stranger)]);
    expect(world.adopted.map(({ plan, file }) => [plan.key, file.name])).toEqual([
      ["in/a.bin", "a.bin"],
      ["in/b.bin", "b.bin"],
    ]);
    expect(interrupted.snapshot().notes).toEqual([expect.stringContaining("stranger.bin")]);
  });

  it.each([
    ["of another size", { size: 95 * MiB }],
    ["written again since", { lastModified: NOW }],
    ["of another name", { name: "other.mkv" }],
  ])("refuse a file %s, and keep what is there", async (_what, change) => {
    const world = createResumeWorld();
    const plan = world.leave("film.mkv");
    const { interrupted } = world.page();
    await interrupted.load();
    await interrupted.choose([plan.id], [picked(fileOf(plan, change))]);
    expect(world.adopted).toEqual([]);
    expect(only(interrupted).problem).not.toBeNull();
    expect(world.kept.size).toBe(1);
    await interrupted.choose([plan.id], [picked(fileOf(plan))]);
    expect(world.adopted).toHaveLength(1);
  });

  it("refuse a changed file behind a handle as well", async () => {
    const world = createResumeWorld();
    const handle = handleTo(world.leave("film.mkv"), { file: { lastModified: NOW } });
    const plan = world.leave("film.mkv", { handle });
    const { interrupted } = world.page();
    await interrupted.load();
    await interrupted.resume([plan.id]);
    expect(world.adopted).toEqual([]);
    expect(only(interrupted).problem).toMatch(/was changed since/);
  });

  it.each([
    ["is old", { ticketExpiresAt: new Date(NOW - 1000).toISOString() }],
    ["was sealed with another secret", { ticket: "ticket of before" }],
  ])("get a new ticket where theirs %s", async (_why, change) => {
    const world = createResumeWorld();
    world.leave("earlier.bin");
    const plan = world.leave("film.mkv", change);
    world.tickets.delete(plan.ticket);
    const { interrupted } = world.page();
    await interrupted.load();
    await interrupted.choose([plan.id], [picked(fileOf(plan))]);
    expect(world.adopted[0]?.plan).toMatchObject({ id: plan.id, ticket: "new ticket of u-film.mkv" });
  });

  it("are dropped with a word once S3 has nothing of them", async () => {
    const world = createResumeWorld();
    const [lost, arrived] = [world.leave("lost.bin"), world.leave("arrived.bin")];
    world.uploads.clear();
    world.objects.set(arrived.key, { size: arrived.file.size, modified: new Date(NOW) });
    const { interrupted } = world.page();
    await interrupted.load();
    expect(interrupted.snapshot()).toEqual({
      uploads: [],
      notes: [
        expect.stringMatching(/no longer .*lost\.bin/),
        expect.stringMatching(/arrived\.bin is complete/),
      ],
    });
    expect(world.kept.has(lost.id)).toBe(false);
    interrupted.dismiss(interrupted.snapshot().notes[0]!);
    expect(interrupted.snapshot().notes).toHaveLength(1);
  });

  it("are handed to the engine, which is patient, while Cooper is away", async () => {
    const world = createResumeWorld();
    const plan = world.leave("film.mkv");
    world.away = true;
    const { interrupted } = world.page();
    await interrupted.load();
    expect(only(interrupted).sent).toBeNull();
    await interrupted.choose([plan.id], [picked(fileOf(plan))]);
    expect(world.adopted).toHaveLength(1);
  });

  it("are one page's at a time", async () => {
    const world = createResumeWorld();
    const plan = world.leave("film.mkv");
    const [one, other] = [world.page(), world.page()];
    await Promise.all([one.interrupted.load(), other.interrupted.load()]);
    await one.interrupted.choose([plan.id], [picked(fileOf(plan))]);
    await other.interrupted.choose([plan.id], [picked(fileOf(plan))]);
    expect(world.adopted).toHaveLength(1);
    expect(other.interrupted.snapshot().uploads).toEqual([]);
    expect(other.interrupted.snapshot().notes).toEqual([expect.stringContaining("another window")]);
    await world.page().interrupted.load();
    expect(world.page().interrupted.snapshot().uploads).toEqual([]);
  });

  it("go on when the same file comes to the same place again", async () => {
    const world = createResumeWorld();
    const plan = world.leave("film.mkv");
    const { interrupted } = world.page();
    await interrupted.load();
    const anew = vi.fn();
    const candidate = { path: "film.mkv", file: fileOf(plan) };
    expect(interrupted.takes(candidate, { ...plan.target, prefix: "else/" }, anew)).toBe(false);
    expect(interrupted.takes({ ...candidate, file: fileOf(plan, { size: 1 }) }, plan.target, anew)).toBe(
      false,
    );
    expect(interrupted.takes(candidate, plan.target, anew)).toBe(true);
    await vi.waitFor(() => expect(world.adopted).toHaveLength(1));
    expect(anew).not.toHaveBeenCalled();
  });

  it("begin anew without a word when the same file comes again and S3 has nothing of it", async () => {
    const world = createResumeWorld();
    const plan = world.leave("film.mkv");
    const { interrupted } = world.page();
    await interrupted.load();
    world.uploads.clear();
    const anew = vi.fn();
    expect(interrupted.takes({ path: "film.mkv", file: fileOf(plan) }, plan.target, anew)).toBe(true);
    await vi.waitFor(() => expect(anew).toHaveBeenCalledOnce());
    expect(world.kept.size).toBe(0);
    expect(interrupted.snapshot()).toEqual({ uploads: [], notes: [] });
  });

  it.each([
    ["with their ticket", {}, ["abort"]],
    ["without", { ticket: "ticket of before" }, ["abort", "list", "discard"]],
  ])("are thrown away %s", async (_how, change, calls) => {
    const world = createResumeWorld();
    const plan = world.leave("film.mkv", change);
    if ("ticket" in change) world.tickets.clear();
    const { interrupted } = world.page();
    await interrupted.load();
    world.calls.length = 0;
    await interrupted.discard([plan.id]);
    expect(world.calls).toEqual(calls);
    expect(world.uploads.size + world.kept.size).toBe(0);
    expect(interrupted.snapshot().uploads).toEqual([]);
  });

  it("stand for their own upload, and for no other of the same name and size", async () => {
    const world = createResumeWorld();
    const plan = world.leave("film.mkv");
    const { interrupted } = world.page();
    await interrupted.load();
    const listed = world.uploads.get(plan.key)!;
    const idOf = (change: object) => interrupted.idOf(plan.target, { ...listed, ...change });
    expect(idOf({})).toBe(plan.id);
    expect(idOf({ uploadId: "another", begun: new Date(NOW - 60_000).toISOString() })).toBeNull();
    const adopted = { id: `${listed.uploadId}-abc`, saved: NOW };
    world.kept.set(adopted.id, { ...plan, ...adopted });
    await interrupted.load();
    expect(idOf({})).toBe(adopted.id);
  });
});
