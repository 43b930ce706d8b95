import { execFile } from "node:child_process";
import path from "node:path";

/**
 * The environment of a client: nothing is inherited, so that no profile, proxy or certificate of whoever runs this
 * plays a part.
 */
export function cleanEnv(home: string, more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const env: Record<string, string> = {
    PATH: "/usr/bin:/bin",
    HOME: home,
    TMPDIR: home,
    LANG: "C.UTF-8",
    TZ: "UTC",
    NO_COLOR: "1",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: path.join(home, "no-config"),
    AWS_SHARED_CREDENTIALS_FILE: path.join(home, "no-credentials"),
    ...more,
  };
  return env as unknown as NodeJS.ProcessEnv;
}

/** What a program printed: its result, and with it whatever it had to say meanwhile. */
export type Output = { stdout: string; all: string };

/** Runs a program to its end; rejects with its words where it fails. */
export function run(command: string, args: string[], env: NodeJS.ProcessEnv): Promise<Output> {
  return new Promise((resolve, reject) => {
    const options = { env, timeout: 120_000, maxBuffer: 64 * 1024 * 1024, cwd: env.HOME };
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      if (!error) return resolve({ stdout, all: stdout + stderr });
      const what = error.killed ? "did not end" : `ended with ${String(error.code)}`;
      reject(new Error(`${[command, ...args].join(" ")} ${what}:\n${stdout}${stderr}`));
    });
    child.stdin?.end();
  });
}

/** How many lines of a client's report speak of work done. */
export function count(report: string, line: RegExp): number {
  return report.split("\n").filter((text) => line.test(text)).length;
}
