import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { cleanEnv, run } from "../../e2e/clients/command";
import type { Contestant } from "../contestant";
import type { Store } from "../servers";

const AWS = "/usr/bin/aws";

/** `aws s3 cp` as Debian packages it, start-up included: nobody uploads without it. */
export function awsCli({ endpoint, accessKey, secretKey }: Store): Contestant {
  const home = mkdtempSync(path.join(os.tmpdir(), "cooper-bench-"));
  const env = cleanEnv(home, {
    AWS_ACCESS_KEY_ID: accessKey,
    AWS_SECRET_ACCESS_KEY: secretKey,
    AWS_DEFAULT_REGION: "us-east-1",
  });
  return {
    name: "aws s3 cp",
    version: execFileSync(AWS, ["--version"], { env }).toString().split(" ")[0] ?? "",
    async upload({ folder, files }, { bucket, prefix }) {
      const [first = ""] = files;
      const what = files.length > 1 ? ["--recursive", folder] : [first];
      const to = `s3://${bucket}/${prefix}`;
      const began = performance.now();
      await run(
        AWS,
        ["--endpoint-url", endpoint, "s3", "cp", "--no-progress", "--only-show-errors", ...what, to],
        env,
      );
      return (performance.now() - began) / 1000;
    },
    async close() {
      rmSync(home, { recursive: true, force: true });
    },
  };
}
