import "server-only";
import { createStateAdministrator } from "../auth/state-administrator";
import { configPath, loadConfig } from "../config";
import { ConfigMistakes, formatMistake } from "../config/mistakes";
import { log } from "../log";
import { state } from "../state/state";
import { cleanRequests } from "./clean-requests";
import { endWhenTold } from "./end-when-told";

/** The exit code of sysexits.h for a broken configuration: whoever restarts services can tell it from a crash. */
const EX_CONFIG = 78;

/** Everything that must stand before the first request is answered. A broken configuration ends the process. */
export async function start(): Promise<void> {
  try {
    await loadConfig();
  } catch (error) {
    process.stderr.write(explain(error));
    process.exit(EX_CONFIG);
  }
  cleanRequests();
  endWhenTold();
  await openState();
  await createAdministrator();
}

/** The state's store is opened now and not at somebody's first request; one that is away is tried again by each request. */
async function openState(): Promise<void> {
  try {
    await state().list("ready/");
  } catch (error) {
    log.error(
      { event: "boot.state", err: error },
      "Cooper's own state cannot be reached: until it can, nobody gets in.",
    );
  }
}

const RETRY_MS = 10_000;

/** Makes the first administrator where there is none; while the state is away it tries again, as the rest is alive. */
async function createAdministrator(): Promise<void> {
  try {
    const created = await createStateAdministrator();
    // Not through the log: this is for the one who reads the terminal, once.
    if (created)
      process.stdout.write(
        `\n  Sign in as  ${created.id}\n  Password    ${created.password}   (shown only now)\n\n`,
      );
  } catch (error) {
    log.error({ event: "boot.administrator", err: error }, "The administrator could not be read or made.");
    setTimeout(() => void createAdministrator(), RETRY_MS).unref();
  }
}

function explain(error: unknown): string {
  if (!(error instanceof ConfigMistakes))
    return `Cooper cannot start: ${error instanceof Error ? error.message : String(error)}\n`;
  const lines = error.mistakes.map((mistake) => `  ${formatMistake(mistake, configPath())}\n`);
  return `Cooper cannot start. ${error.message}\n${lines.join("")}`;
}
