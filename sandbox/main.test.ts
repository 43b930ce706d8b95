import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "sandbox-main-"));
});

afterEach(async () => {
  await rm(dataDir, { recursive: true });
});

/** Of options that stand there twice the last one counts. */
function start(args: readonly string[], token?: string) {
  const { SANDBOX_CONTROL_TOKEN: _, ...rest } = process.env;
  const env = token === undefined ? rest : { ...rest, SANDBOX_CONTROL_TOKEN: token };
  const child = spawn(
    process.execPath,
    ["--import", "tsx", MAIN, "--data", dataDir, "--port", "0", ...args],
    { env },
  );
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (piece: Buffer) => {
      text += piece.toString();
    });
  return { child, text: () => text };
}

test("the control port is told, and opens to its token", async () => {
  const token = "token-of-the-control-port";
  const { child, text } = start(["--control-port", "0"], token);
  while (!text().includes("S3 at")) await once(child.stdout, "data");
  const url = /Control at (http:\/\/127\.0\.0\.1:\d+)/.exec(text())?.[1] ?? "";
  const headers = { authorization: `Bearer ${token}` };
  expect(await (await fetch(`${url}/chaos`, { headers })).json()).toEqual({ rules: [] });
  child.kill("SIGTERM");
  await once(child, "exit");
});

test.each([
  ["no token", undefined, "set SANDBOX_CONTROL_TOKEN"],
  ["a short token", "short", "at least 16 characters"],
])("%s: no start", async (_name, token, message) => {
  const { child, text } = start(["--control-port", "0"], token);
  const [code] = await once(child, "close");
  expect([code, text()]).toEqual([1, expect.stringContaining(message)]);
});

test.each(["--port", "--control-port"])("a %s that is taken is named", async (way) => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as AddressInfo;
  const { child, text } = start(["--control-port", "0", way, String(port)], "token-of-the-control-port");
  const [code] = await once(child, "close");
  other.close();
  expect([code, text()]).toEqual([1, expect.stringContaining(`Port ${port} is taken`)]);
});
