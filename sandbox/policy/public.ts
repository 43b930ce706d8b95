import type { Condition } from "./condition";
import type { Policy } from "./document";

/** The four switches of a bucket's Block Public Access. */
export const PUBLIC_ACCESS_SWITCHES = [
  "BlockPublicAcls",
  "IgnorePublicAcls",
  "BlockPublicPolicy",
  "RestrictPublicBuckets",
] as const;

export type PublicAccessBlock = Record<(typeof PUBLIC_ACCESS_SWITCHES)[number], boolean>;

/** New buckets have all of it since April 2023. */
export const ALL_BLOCKED: PublicAccessBlock = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

/** Addresses so many that they are everyone's: S3 does not count them as fixed. */
function isWide(block: string): boolean {
  const [address = "", prefix = "128"] = block.split("/");
  return Number(prefix) < (address.includes(":") ? 32 : 8);
}

/** Whether a condition holds a statement to fixed values, the way "The meaning of public" lists them. */
function narrows({ key, comparison, negated, ifExists, values }: Condition): boolean {
  if (negated || ifExists) return false;
  if (key.name === "aws:SourceIp") return comparison === "IpAddress" && !values.some(isWide);
  if (key.name === "aws:PrincipalAccount" || key.name === "aws:userid")
    return /^String(Equals|Like)/.test(comparison) && !values.some((value) => /[*?]|\$\{/.test(value));
  return false;
}

/** A policy is public as soon as one statement lets in anyone without being held to fixed values. */
export function isPublicPolicy({ statements }: Policy): boolean {
  return statements.some(
    ({ effect, principals, conditions }) =>
      effect === "Allow" && principals?.includes("*") && !conditions.some(narrows),
  );
}
