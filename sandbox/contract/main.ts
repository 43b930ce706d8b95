import { parseArgs } from "node:util";
import { Bench, PROFILES } from "./bench";
import { CASES, runCase } from "./run";

const USAGE = `Usage: npm run test:s3 -- --endpoint URL --access-key KEY --secret-key SECRET [--region us-east-1] [--kms-key ARN] [--role-arn ARN] [--profile ${PROFILES.join("|")}] [--only TEXT]`;

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
  };
  const { values } = parseArgs({ options });
  const { endpoint, "access-key": accessKeyId, "secret-key": secretAccessKey } = values;
  if (!endpoint || !accessKeyId || !secretAccessKey || !URL.canParse(endpoint))
    throw new Error("An endpoint and its keys are needed.");
  const profile = PROFILES.find((name) => name === values.profile) ?? null;
  if (values.profile !== undefined && profile === null)
    throw new Error(`There is no profile "${values.profile}".`);
  const target = {
    endpoint,
    region: values.region ?? "us-east-1",
    credentials: { accessKeyId, secretAccessKey },
    kmsKey: values["kms-key"],
    roleArn: values["role-arn"],
  };
  return { target, profile, only: values.only ?? "" };
}

async function main(): Promise<number> {
  let options: ReturnType<typeof readOptions>;
  try {
    options = readOptions();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return 2;
  }
  const { target, profile, only } = options;
  const bench = new Bench(target);
  let failed = 0;
  const cases = CASES.filter(({ name }) => name.includes(only));
  for (const entry of cases) {
    const difference = profile === null ? undefined : entry.differs?.[profile];
    try {
      await runCase(bench, entry, profile);
      console.log(
        difference === undefined ? `ok       ${entry.name}` : `differs  ${entry.name} (${difference})`,
      );
    } catch (error) {
      failed += 1;
      console.log(
        `FAILED   ${entry.name}\n         ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
  await bench.close().catch((error: unknown) => {
    failed += 1;
    console.log(`FAILED   the buckets of this run could not be removed: ${String(error)}`);
  });
  console.log(`${cases.length - Math.min(failed, cases.length)} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main();
