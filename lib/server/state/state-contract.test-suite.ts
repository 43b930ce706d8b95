import "server-only";
import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { z } from "zod";
import type { StateDriver } from "./driver";
import { createState, type State } from "./state";

const KEY = randomBytes(32);
const kind = { schema: "note/1", body: z.strictObject({ text: z.string() }) };

/** What every driver must do; its tests call this with a fresh place each. */
export function describeState(openDriver: () => StateDriver): void {
  const open = (): { driver: StateDriver; state: State } => {
    const driver = openDriver();
    return { driver, state: createState(driver, KEY) };
  };

  it("keeps what was put, and nothing where nothing was", async () => {
    const { state } = open();
    expect(await state.get(kind, "notes/a")).toBeNull();
    const rev = await state.put(kind, "notes/a", { text: "ü" }, "absent");
    expect(rev).not.toBeNull();
    expect(await state.get(kind, "notes/a")).toEqual({ body: { text: "ü" }, rev });
  });

  it("creates only what is absent and replaces only what was read", async () => {
    const { state } = open();
    const first = await state.put(kind, "notes/a", { text: "1" }, "absent");
    if (first === null) throw new Error("The first write lost.");
    expect(await state.put(kind, "notes/a", { text: "x" }, "absent")).toBeNull();
    const second = await state.put(kind, "notes/a", { text: "2" }, { rev: first });
    expect(second).not.toBeNull();
    expect(await state.put(kind, "notes/a", { text: "x" }, { rev: first })).toBeNull();
    expect((await state.get(kind, "notes/a"))?.body.text).toBe("2");
    expect(await state.put(kind, "notes/none", { text: "x" }, { rev: first })).toBeNull();
  });

  it("has exactly one winner of 50 who create and one of 50 who replace", async () => {
    const { state } = open();
    const race = (precondition: "absent" | { rev: string }) =>
      Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          state.put(kind, "notes/a", { text: `${index}` }, precondition),
        ),
      );
    const created = (await race("absent")).filter((rev) => rev !== null);
    expect(created).toHaveLength(1);
    const replaced = (await race({ rev: created[0] ?? "" })).filter((rev) => rev !== null);
    expect(replaced).toHaveLength(1);
    expect((await state.get(kind, "notes/a"))?.rev).toBe(replaced[0]);
  });

  it("deletes only what was read, and the name can be used again", async () => {
    const { state } = open();
    const rev = (await state.put(kind, "notes/a", { text: "1" }, "absent")) ?? "";
    expect(await state.delete("notes/a", "other")).toBe(false);
    expect(await state.delete("notes/a", rev)).toBe(true);
    expect(await state.get(kind, "notes/a")).toBeNull();
    expect(await state.delete("notes/a", rev)).toBe(false);
    expect(await state.put(kind, "notes/a", { text: "2" }, "absent")).not.toBeNull();
    expect((await state.get(kind, "notes/a"))?.body.text).toBe("2");
  });

  it("lists by prefix and forgets", async () => {
    const { state } = open();
    for (const name of ["notes/a", "notes/b", "others/a"])
      await state.put(kind, name, { text: name }, "absent");
    expect((await state.list("notes/")).sort()).toEqual(["notes/a", "notes/b"]);
    await state.forget("notes/a");
    expect(await state.list("notes/")).toEqual(["notes/b"]);
    expect(await state.get(kind, "notes/a")).toBeNull();
  });

  it("refuses a document that was changed, moved or sealed with another key", async () => {
    const { driver, state } = open();
    await state.put(kind, "notes/a", { text: "mine" }, "absent");
    const stored = await driver.read("notes/a");
    if (!stored) throw new Error("Nothing was stored.");
    await driver.write("notes/moved", stored.text, "absent");
    await expect(state.get(kind, "notes/moved")).rejects.toThrow("cannot be trusted");
    await driver.write("notes/a", stored.text.replace("mine", "ours"), { tag: stored.tag });
    await expect(state.get(kind, "notes/a")).rejects.toThrow("cannot be trusted");
    await driver.write("notes/broken", "{", "absent");
    await expect(state.get(kind, "notes/broken")).rejects.toThrow("cannot be trusted");
    const stranger = createState(driver, randomBytes(32));
    await expect(stranger.get(kind, "notes/moved")).rejects.toThrow("cannot be trusted");
  });

  it("takes no name that leaves the place", async () => {
    const { state } = open();
    for (const name of ["../a", "notes/../a", "/a", "notes//a", "notes/.a", "notes/a~b", ""])
      await expect(state.get(kind, name)).rejects.toThrow("may not have");
  });
}
