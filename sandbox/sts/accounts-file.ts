import { readFileSync } from "node:fs";
import { z } from "zod";
import type { SandboxOptions } from "../server";

const policy = z.record(z.string(), z.unknown());

const schema = z.strictObject({
  users: z
    .array(
      z.strictObject({
        accessKeyId: z.string().min(1),
        secretAccessKey: z.string().min(1),
        name: z.string().min(1).exactOptional(),
        policy: policy.exactOptional(),
        denyListBuckets: z.boolean().exactOptional(),
        denyCors: z.boolean().exactOptional(),
        denyBypassGovernance: z.boolean().exactOptional(),
        readOnly: z.boolean().exactOptional(),
      }),
    )
    .min(1)
    .exactOptional(),
  roles: z
    .array(
      z.strictObject({
        arn: z.string(),
        policy: policy.exactOptional(),
        trust: z.array(z.string()).exactOptional(),
        externalId: z.string().exactOptional(),
        maxSessionDuration: z.int().min(900).max(43_200).exactOptional(),
      }),
    )
    .exactOptional(),
  kmsKeys: z.array(z.string()).exactOptional(),
});

/** Users, roles and KMS keys from a JSON file; throws with the place of every mistake in it. */
export function readAccountsFile(path: string): Pick<SandboxOptions, "users" | "roles" | "kmsKeys"> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new Error(`${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  const parsed = schema.safeParse(content);
  if (!parsed.success) throw new Error(`${path}:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
