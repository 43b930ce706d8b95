import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { readImage } from "../../deploy/dockerfile";
import { inRoot } from "../../scripts/paths.mjs";

/** Where the build stage of the Dockerfile works; its files are those of this checkout. */
const BUILD = "/app/";
const image = readImage(inRoot("Dockerfile"));
const [uid = 0, gid = 0] = image.user.split(":").map(Number);
const asImageUser = process.getuid?.() === 0 ? { uid, gid } : {};

/**
 * What Docker would make of the image, without Docker: an empty folder with nothing but the files that the last stage
 * copies, read-only, and its command with its variables alone, as its user. Only `/data` and the folder for temporary
 * files can be written.
 */
export class Container {
  readonly root = mkdtempSync(path.join(os.tmpdir(), "cooper-image-"));
  readonly app = this.#inside(image.workdir);
  readonly data = this.#inside(image.volume);
  readonly temporary = this.#inside("/tmp");

  constructor() {
    mkdirSync(this.temporary);
    for (const { stage, from, to } of image.copies) {
      if (stage !== "build") throw new Error(`COPY ${from} does not come from the build.`);
      const target = this.#inside(path.resolve(image.workdir, to));
      // The folder that becomes the volume is made empty by the build.
      if (!from.startsWith(BUILD)) mkdirSync(target, { recursive: true });
      else cpSync(inRoot(from.slice(BUILD.length)), target, { recursive: true, verbatimSymlinks: true });
    }
    for (const folder of [this.data, this.temporary]) give(folder);
    lock(this.app);
    chmodSync(this.root, 0o555);
  }

  /** Starts the image's command. Paths below `/data` and `/tmp` mean the folders that stand for them. */
  start(env: Record<string, string>) {
    return this.spawn(image.command, env);
  }

  /** The exit code of the image's health check. */
  health(env: Record<string, string>): number | null {
    const [command = "", ...args] = image.healthCommand;
    return spawnSync(node(command), args, { ...this.#options(env), stdio: "ignore" }).status;
  }

  run(command: string[], env: Record<string, string>) {
    const [file = "", ...args] = command;
    return spawnSync(node(file), args, { ...this.#options(env), encoding: "utf8" });
  }

  /** Every file of the image, so that one can see what it holds and whether anything came. */
  files(): string[] {
    return readdirSync(this.app, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => path.relative(this.app, path.join(entry.parentPath, entry.name)))
      .sort();
  }

  /** A new folder that Cooper may write to. */
  folder(name: string): string {
    const folder = path.join(this.temporary, name);
    mkdirSync(folder);
    give(folder);
    return folder;
  }

  remove(): void {
    unlock(this.root);
    rmSync(this.root, { recursive: true, force: true });
  }

  spawn([file = "", ...args]: string[], env: Record<string, string>, cwd = this.app) {
    const child = spawn(node(file), args, { ...this.#options(env), cwd });
    child.stdin.end();
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        output += chunk;
      });
    const exited = new Promise<number>((resolve) => child.on("close", (code) => resolve(code ?? -1)));
    return {
      pid: child.pid,
      kill: (signal: NodeJS.Signals) => child.kill(signal),
      exited,
      output: () => output,
    };
  }

  #options(env: Record<string, string>) {
    const state = image.env.COOPER_STATE?.replace(image.volume, this.data) ?? "";
    return {
      cwd: this.app,
      env: {
        ...image.env,
        COOPER_STATE: state,
        TMPDIR: this.temporary,
        ...env,
      } as unknown as NodeJS.ProcessEnv,
      ...asImageUser,
    };
  }

  #inside(folder: string): string {
    return path.join(this.root, folder);
  }
}

function give(folder: string): void {
  if (asImageUser.uid) chownSync(folder, uid, gid);
}

const node = (command: string) => (command === "node" ? process.execPath : command);

function lock(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    const stat = lstatSync(file);
    if (stat.isDirectory()) lock(file);
    else if (stat.isFile()) chmodSync(file, 0o444);
  }
  chmodSync(folder, 0o555);
}

function unlock(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) unlock(path.join(folder, entry.name));
}
