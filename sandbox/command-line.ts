import { parseArgs } from "node:util";
import type { ControlOptions } from "./control/server";
import { isProfile, PROFILES, type Profile } from "./profiles/profiles";
import { isSwitch, type Quirks, SWITCHES } from "./profiles/quirks";
import { parseVirtual } from "./scale/declare";
import { DEFAULT_USER, type SandboxOptions } from "./server";
import { readAccountsFile } from "./sts/accounts-file";

export const USAGE = `Usage: tsx sandbox/main.ts --port 5400 --data DIR [--host 127.0.0.1] [OPTION]…

  --profile NAME        the store to be like: ${PROFILES.join(", ")}; by default aws
  --quirk NAME          one difference from S3 more, as often as wanted
  --control-port N      opens a port on this machine where faults are ordered and the journal is read,
                        for whoever has the token in SANDBOX_CONTROL_TOKEN
  --virtual NAME=SHAPE:KEYS
                        a bucket whose keys are computed, such as big=hex:10000000; any number of these
  --sink NAME           a bucket that takes uploads and throws their bytes away; any number of these
  --accounts FILE       users, roles and KMS keys, as JSON, instead of the one user who may do everything
  --restore-seconds N   how long a restore from an archive takes; by default hours, as in S3

The one user has the keys in SANDBOX_ACCESS_KEY_ID and SANDBOX_SECRET_ACCESS_KEY, or else
${DEFAULT_USER.accessKeyId} and ${DEFAULT_USER.secretAccessKey}.`;

function portOf(text: string | undefined): number {
  if (text === undefined || !/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new Error(`"${text ?? ""}" is no port.`);
  return Number(text);
}

function secondsOf(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new Error(`"${text}" is no number of seconds.`);
  return Number(text);
}

function controlOptions(port: string): ControlOptions {
  const token = process.env.SANDBOX_CONTROL_TOKEN;
  if (!token)
    throw new Error(
      "--control-port wants a token: set SANDBOX_CONTROL_TOKEN to at least 16 characters, such as from `openssl rand -hex 16`.",
    );
  return { port: portOf(port), token };
}

function profileOf(name: string): Profile {
  if (isProfile(name)) return name;
  throw new Error(`There is no profile "${name}". There are: ${PROFILES.join(", ")}.`);
}

function quirksOf(names: readonly string[]): Quirks {
  const unknown = names.find((name) => !isSwitch(name));
  if (unknown !== undefined)
    throw new Error(`There is no quirk "${unknown}". There are: ${Object.keys(SWITCHES).join(", ")}.`);
  return Object.fromEntries(names.map((name) => [name, true]));
}

type CommandLine = SandboxOptions & { port: number; host: string };

/** What the sandbox is to be, from the words after its name and the environment; throws with what would be right. */
export function readCommandLine(words: string[]): CommandLine {
  try {
    const text = { type: "string" } as const;
    const options = {
      port: text,
      data: text,
      host: text,
      profile: text,
      quirk: { type: "string", multiple: true } as const,
      virtual: { ...text, multiple: true as const },
      sink: { ...text, multiple: true as const },
      accounts: text,
      "control-port": text,
      "restore-seconds": text,
    };
    const { values } = parseArgs({ args: words, options });
    if (values.data === undefined) throw new Error("--data wants the folder for all objects.");
    const { accounts, "control-port": control, "restore-seconds": restore } = values;
    return {
      port: portOf(values.port),
      dataDir: values.data,
      host: values.host ?? "127.0.0.1",
      virtual: (values.virtual ?? []).map(parseVirtual),
      sinks: values.sink ?? [],
      users: [
        {
          accessKeyId: process.env.SANDBOX_ACCESS_KEY_ID ?? DEFAULT_USER.accessKeyId,
          secretAccessKey: process.env.SANDBOX_SECRET_ACCESS_KEY ?? DEFAULT_USER.secretAccessKey,
        },
      ],
      profile: profileOf(values.profile ?? "aws"),
      quirks: quirksOf(values.quirk ?? []),
      ...(accounts === undefined ? {} : readAccountsFile(accounts)),
      ...(restore === undefined ? {} : { restoreSeconds: secondsOf(restore) }),
      // Without a control port nobody reads what is remembered.
      ...(control === undefined ? { journal: { limit: 0 } } : { control: controlOptions(control) }),
    };
  } catch (cause) {
    throw new Error(`${cause instanceof Error ? cause.message : String(cause)}\n\n${USAGE}`, { cause });
  }
}
