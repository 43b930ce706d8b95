import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { isProfile, PROFILES } from "../profiles/profiles";
import { Bench } from "./bench";
import { CASES, type Result, runCases } from "./run";

const USAGE = `Usage: npm run test:s3 -- --endpoint URL --access-key KEY --secret-key SECRET [--region us-east-1]
         [--kms-key ARN] [--role-arn ARN] [--profile ${PROFILES.join("|")}] [--only TEXT] [--json FILE]`;

function readOptions() {
  const text = { type: "string" } as const;
  const options = {
    endpoint: text,
    "access-key": text,
    "secret-key": text,
    region: text,
    "kms-key": text,
    "role-arn": text,
    profile: text,
    only: text,
    json: text,
  };
  const { values } = parseArgs({ options });
  const { endpoint, "access-key": accessKeyId, "secret-key": secretAccessKey } = values;
  if (!endpoint || !accessKeyId || !secretAccessKey || !URL.canParse(endpoint))
    throw new Error("An endpoint and its keys are needed.");
  const profile = values.profile ?? "aws";
  if (!isProfile(profile))
    throw new Error(`There is no profile "${profile}". There are: ${PROFILES.join(", ")}.`);
  const target = {
    endpoint,
    region: values.region ?? "us-east-1",
    credentials: { accessKeyId, secretAccessKey },
    kmsKey: values["kms-key"],
    roleArn: values["role-arn"],
  };
  return { target, profile, only: values.only ?? "", json: values.json };
}

const LABELS = { ok: "ok      ", differs: "differs ", absent: "absent  ", failed: "FAILED  " } as const;

function print({ name, outcome, reason }: Result): void {
  const why = outcome === "failed" ? `\n         ${reason}` : reason === null ? "" : ` (${reason})`;
  console.log(`${LABELS[outcome]} ${name}${why}`);
}

/** What the server calls itself, where it says so. */
async function bannerOf(endpoint: string): Promise<string | null> {
  const { headers } = await fetch(endpoint, { signal: AbortSignal.timeout(10_000) });
  return headers.get("server");
}

async function main(): Promise<number> {
  let options: ReturnType<typeof readOptions>;
  try {
    options = readOptions();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return 2;
  }
  const { target, profile, only, json } = options;
  let server: string | null;
  try {
    server = await bannerOf(target.endpoint);
  } catch {
    console.error(`Nothing answers at ${target.endpoint}.`);
    return 1;
  }
  const bench = new Bench(target, server === "Cooper sandbox");
  const results: Result[] = [];
  const cases = CASES.filter(({ name }) => name.includes(only));
  for await (const result of runCases(bench, cases, profile)) {
    results.push(result);
    print(result);
  }
  let failed = results.filter(({ outcome }) => outcome === "failed").length;
  await bench.close().catch((error: unknown) => {
    failed += 1;
    console.log(`FAILED   the buckets of this run could not be removed: ${String(error)}`);
  });
  if (json !== undefined) await writeFile(json, `${JSON.stringify({ profile, server, results }, null, 2)}\n`);
  console.log(`${cases.length - Math.min(failed, cases.length)} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main();
