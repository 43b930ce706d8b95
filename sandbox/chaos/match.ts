import type { Facts } from "./facts";
import type { Fault } from "./fault";
import type { Match } from "./rule";

/** S3 sends 200 before it knows how these end. */
const ANSWERS_EARLY = new Set(["CompleteMultipartUpload", "CopyObject", "UploadPartCopy"]);
const STORES = new Set(["PutObject", "UploadPart", ...ANSWERS_EARLY]);

export function matches(match: Match, facts: Facts): boolean {
  const { operation, keyPrefix, ...same } = match;
  for (const [name, wanted] of Object.entries(same))
    if (wanted !== undefined && facts[name as keyof typeof same] !== wanted) return false;
  if (keyPrefix !== undefined && !facts.key?.startsWith(keyPrefix)) return false;
  if (operation === undefined) return true;
  return facts.operation !== null && [operation].flat().includes(facts.operation);
}

/** Whether a fault can befall such a request at all; one that cannot uses up no turn of its rule. */
export function canBefall(fault: Fault, facts: Facts): boolean {
  if (fault.kind === "error-body") return ANSWERS_EARLY.has(facts.operation ?? "");
  if (!("in" in fault) || fault.kind === "delay") return true;
  if (fault.in === "stored") return STORES.has(facts.operation ?? "");
  if (fault.kind === "reset" && fault.after === 0) return true;
  return fault.in === "request" ? facts.hasBody : facts.method !== "HEAD";
}
