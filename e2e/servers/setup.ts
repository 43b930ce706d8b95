import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { build, isBuilt } from "../../scripts/build.mjs";
import { inRoot } from "../../scripts/paths.mjs";
import { freePort } from "../../scripts/ports.mjs";
import { start, stopAll } from "../../scripts/processes.mjs";
import { untilPrinted } from "../../scripts/readiness.mjs";
import { startCooper } from "./cooper";
import { FaultProxy } from "./fault-proxy";
import { Provider } from "./provider";
import { COMPUTED, publish, SINK, type World } from "./world";

/**
 * Starts an S3 server, a shaky way to it, an identity provider and one production Cooper for all journeys; answers how
 * to stop them. Different ports are different origins, so browsers cross origins here as they do in real life.
 */
export default async function setup(): Promise<() => Promise<void>> {
  if (!isBuilt()) {
    console.log("Building Cooper …");
    const { code, output } = await build();
    if (code !== 0) throw new Error(`Cooper could not be built:\n${output}`);
  }
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
  const folder = mkdtempSync(path.join(os.tmpdir(), "cooper-e2e-"));
  const ports: number[] = [];
  const nextPort = async () => {
    const port = await freePort(ports.at(-1) ?? (Number(process.env.COOPER_E2E_PORT) || 4300), ports);
    ports.push(port);
    return port;
  };

  const { s3, control } = await startS3(folder, nextPort);
  const faultPorts = [await nextPort(), await nextPort()] as const;
  const proxy = new FaultProxy(s3.endpoint, faultPorts[0]);
  await proxy.start(faultPorts[1]);
  const providerPorts = [await nextPort(), await nextPort()] as const;
  const provider = new Provider();
  const issuer = await provider.start(...providerPorts);
  const rest = {
    s3,
    control,
    faults: { endpoint: at(faultPorts[0]), control: at(faultPorts[1]) },
    provider: { issuer, control: at(providerPorts[1]) },
  };
  const cooper = await startCooper(folder, await nextPort(), rest);
  publish({ ...rest, cooper: cooper.url });

  return async () => {
    await stopAll();
    await proxy.stop();
    await provider.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

const at = (port: number) => `http://127.0.0.1:${port}`;

async function startS3(
  folder: string,
  nextPort: () => Promise<number>,
): Promise<Pick<World, "s3" | "control">> {
  const { COOPER_E2E_S3, COOPER_E2E_ACCESS_KEY, COOPER_E2E_SECRET_KEY } = process.env;
  if (COOPER_E2E_S3)
    return {
      s3: {
        endpoint: COOPER_E2E_S3,
        accessKey: COOPER_E2E_ACCESS_KEY ?? "COOPERTEST",
        secretKey: COOPER_E2E_SECRET_KEY ?? "coopertestsecret",
        kind: "ceph",
      },
      control: null,
    };
  const port = await nextPort();
  const control = { url: at(await nextPort()), token: randomBytes(16).toString("hex") };
  const sandbox = start(
    process.execPath,
    [
      inRoot("node_modules", "tsx", "dist", "cli.mjs"),
      inRoot("sandbox", "main.ts"),
      ...["--port", String(port), "--data", path.join(folder, "s3")],
      ...["--control-port", new URL(control.url).port, "--sink", SINK, "--virtual", `${COMPUTED}=sizes`],
    ],
    { env: { ...process.env, SANDBOX_CONTROL_TOKEN: control.token } },
  );
  await untilPrinted(sandbox, /S3 at http:/).catch((error: Error) => {
    throw new Error(`The sandbox did not start: ${error.message}\n${sandbox.output()}`);
  });
  return {
    s3: {
      endpoint: at(port),
      accessKey: "COOPERSANDBOX",
      secretKey: "coopersandboxsecret",
      kind: "sandbox",
    },
    control,
  };
}
