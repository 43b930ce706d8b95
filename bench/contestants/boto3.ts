import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { cleanEnv, run } from "../../e2e/clients/command";
import type { Contestant } from "../contestant";
import type { Store } from "../servers";

const PYTHON = "/usr/bin/python3";
const SCRIPT = fileURLToPath(new URL("../peers/boto3-upload.py", import.meta.url));

/** boto3's `upload_file`, many files from ten threads; importing it is not counted. */
export function boto3({ endpoint, accessKey, secretKey }: Store): Contestant {
  const home = mkdtempSync(path.join(os.tmpdir(), "cooper-bench-"));
  const env = cleanEnv(home);
  return {
    name: "boto3 upload_file",
    version: execFileSync(PYTHON, ["-c", "import boto3; print(boto3.__version__)"], { env })
      .toString()
      .trim(),
    async upload({ files }, { bucket, prefix }) {
      const { stdout } = await run(
        PYTHON,
        [SCRIPT, endpoint, accessKey, secretKey, bucket, prefix, ...files],
        env,
      );
      return Number(stdout);
    },
    async close() {
      rmSync(home, { recursive: true, force: true });
    },
  };
}
