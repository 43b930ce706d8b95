import "server-only";
import { unwatchFile, watchFile } from "node:fs";
import { AppError } from "@/lib/errors";
import { load } from "./config/load";
import { ConfigMistakes, formatMistake } from "./config/mistakes";
import type { Config, Environment } from "./config/types";
import { log } from "./log";

type Holder = { current: Config | undefined; env: Environment | undefined };

// Each bundle of Next has its own instance of this module; the configuration is one for all of them.
const KEY = Symbol.for("cooper.config");
const shared = globalThis as typeof globalThis & { [KEY]?: Holder };
const holder = (): Holder => {
  shared[KEY] ??= { current: undefined, env: undefined };
  return shared[KEY];
};

/** The configuration as it is now. Ask for it each time: cooper.yaml may have changed since. */
export function config(): Config {
  const { current } = holder();
  if (!current)
    throw new AppError("unavailable", "Cooper has not read its configuration yet. Try again in a moment.");
  return current;
}

/** Reads environment and cooper.yaml once, then follows the file. Throws `ConfigMistakes` when they are wrong. */
export async function loadConfig(): Promise<Config> {
  const held = holder();
  held.env ??= { ...process.env };
  const loaded = await load(held.env);
  held.current = loaded;
  tellNextAuth(loaded);
  const path = configPath();
  if (path !== undefined) {
    unwatchFile(path);
    // Polled, because a mounted configuration is often swapped by a symbolic link, which no file event tells.
    watchFile(path, { interval: 2000, persistent: false }, () => void reload());
  }
  return loaded;
}

/** The cooper.yaml that is read, as it was named. */
export function configPath(): string | undefined {
  return holder().env?.COOPER_CONFIG;
}

/** Reads cooper.yaml again. A broken one changes nothing and is reported whole. */
export async function reload(): Promise<void> {
  const held = holder();
  if (!held.current || !held.env) return;
  try {
    held.current = await load(held.env);
    log.info({ event: "config.reloaded" }, "The configuration was read again.");
  } catch (error) {
    const mistakes =
      error instanceof ConfigMistakes
        ? error.mistakes.map((mistake) => formatMistake(mistake, configPath()))
        : [error instanceof Error ? error.message : String(error)];
    log.error({ event: "config.rejected", mistakes }, "The new configuration is broken; the old one stays.");
  }
}

/** Sets the configuration of a test; `undefined` forgets it. */
export function setConfigForTest(value: Config | undefined): void {
  holder().current = value;
}

/** next-auth takes its own address from the environment only. Without COOPER_URL it gets one that no redirect may show. */
export function tellNextAuth(loaded: Config): void {
  process.env.NEXTAUTH_URL = `${loaded.url ?? UNKNOWN_ORIGIN}/api/auth`;
}

/** Whether `next dev` runs Cooper. */
export const isDevelopment = process.env.NODE_ENV === "development";

/** Stands for "whatever host the browser used": the sign-in handler cuts it off again. */
export const UNKNOWN_ORIGIN = "http://cooper.invalid";
