import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Account, Client, Description, Listed } from "./client";
import { cleanEnv } from "./command";

const SCRIPT = fileURLToPath(new URL("boto3-driver.py", import.meta.url));

/** boto3 in a Python of its own, which stays until it is closed: starting it costs more than most calls. */
export class Boto3 implements Client {
  readonly #python: ChildProcess;
  readonly #answers: Interface;
  readonly #ended: Promise<never>;
  #words = "";
  #last: Promise<unknown> = Promise.resolve();

  constructor({ endpoint, accessKey, secretKey }: Account, home: string) {
    const python = spawn("/usr/bin/python3", [SCRIPT, endpoint, accessKey, secretKey], {
      env: cleanEnv(home),
      stdio: ["pipe", "pipe", "pipe"],
    });
    python.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#words += text;
    });
    this.#answers = createInterface({ input: python.stdout });
    this.#ended = once(python, "close").then(() => {
      throw new Error(`boto3 ended by itself:\n${this.#words}`);
    });
    // Whoever waits for an answer hears of it; at the end nobody does.
    this.#ended.catch(() => undefined);
    this.#python = python;
  }

  async #ask<T>(call: string, args: unknown[]): Promise<T> {
    const line = once(this.#answers, "line");
    this.#python.stdin?.write(`${JSON.stringify([call, args])}\n`);
    const [text] = (await Promise.race([line, this.#ended])) as [string];
    const { result, error } = JSON.parse(text) as { result: T; error?: string };
    if (error !== undefined) throw new Error(`boto3 ${call}(${args.join(", ")}): ${error}`);
    return result;
  }

  /** One call after the other, however they are made. */
  #call<T>(call: string, ...args: unknown[]): Promise<T> {
    const answer = this.#last.then(() => this.#ask<T>(call, args));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  makeBucket(bucket: string) {
    return this.#call<void>("makeBucket", bucket);
  }

  removeBucket(bucket: string) {
    return this.#call<void>("removeBucket", bucket);
  }

  put(file: string, bucket: string, key: string, { type, metadata }: Description = {}) {
    return this.#call<void>("put", file, bucket, key, type ?? null, metadata ?? null);
  }

  get(bucket: string, key: string, file: string) {
    return this.#call<void>("get", bucket, key, file);
  }

  list(bucket: string, prefix: string) {
    return this.#call<Listed[]>("list", bucket, prefix);
  }

  describe(bucket: string, key: string) {
    return this.#call<Required<Description>>("describe", bucket, key);
  }

  copy(bucket: string, from: string, to: string) {
    return this.#call<void>("copy", bucket, from, to);
  }

  remove(bucket: string, key: string) {
    return this.#call<void>("remove", bucket, key);
  }

  removeAll(bucket: string, prefix: string) {
    return this.#call<void>("removeAll", bucket, prefix);
  }

  putFolder(folder: string, bucket: string, prefix: string) {
    return this.#call<void>("putFolder", folder, bucket, prefix);
  }

  getFolder(bucket: string, prefix: string, folder: string) {
    return this.#call<void>("getFolder", bucket, prefix, folder);
  }

  syncUp(): Promise<number> {
    return Promise.reject(new Error("boto3 has no sync."));
  }

  syncDown(): Promise<number> {
    return Promise.reject(new Error("boto3 has no sync."));
  }

  presign(bucket: string, key: string) {
    return this.#call<string>("presign", bucket, key);
  }

  async close() {
    const closed = once(this.#python, "close");
    this.#python.stdin?.end();
    await closed;
  }
}
