import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createWorld, NETWORK, stored } from "./fake-world";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start() {
  const world = createWorld();
  world.takesForms = true;
  const send = (...names: string[]) => world.add(...names.map((name): [string, number] => [name, 10]));
  const methods = () => world.sends.map(({ method }) => method);
  const done = () => world.until(() => world.states().every((state) => state === "done"));
  return { world, send, methods, done };
}

describe("forms", () => {
  it("are sent where the bucket takes them", async () => {
    const { send, methods, done } = start();
    send("a", "b");
    await done();
    expect(methods()).toEqual(["POST", "POST"]);
  });

  it("give way to PUT, for all that follows, once one ends without an answer", async () => {
    const { world, send, methods, done } = start();
    world.script = ({ method }) => (method === "POST" ? NETWORK : undefined);
    send("a");
    await done();
    send("b", "c");
    await done();
    expect(methods()).toEqual(["POST", "PUT", "PUT", "PUT"]);
    expect(world.objects.size).toBe(3);
  });

  it("give way to PUT where the store refuses them, and nobody has failed", async () => {
    const { world, send, methods, done } = start();
    const refusal = stored(403, "<Error><Code>AccessDenied</Code><Message>No forms here.</Message></Error>");
    world.script = ({ method }) => (method === "POST" ? refusal : undefined);
    send("a");
    await done();
    send("b");
    await done();
    expect(methods()).toEqual(["POST", "PUT", "PUT"]);
  });

  it("that worked are sent again after a line that broke once", async () => {
    const { world, send, methods, done } = start();
    send("a");
    await done();
    let broken = 0;
    world.script = () => (broken++ === 0 ? NETWORK : undefined);
    send("b");
    await done();
    expect(methods()).toEqual(["POST", "POST", "POST"]);
  });

  it("are told as refused when the PUT is refused too", async () => {
    const { world, send, methods } = start();
    world.script = () => stored(403, "<Error><Code>AccessDenied</Code><Message>No.</Message></Error>");
    send("a");
    await world.until(() => world.states()[0] === "failed");
    expect(methods()).toEqual(["POST", "PUT"]);
    expect(world.one("in/a").failure?.message).toMatch(/AccessDenied/);
  });
});
