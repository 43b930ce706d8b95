import type { BucketRef } from "@/lib/client/api";
import type { Deps } from "./deps";
import { type Diagnosis, diagnose } from "./diagnosis";

export type Link = ReturnType<typeof createLink>;

/** One finding serves all who ask within this time: an outage must not cause a storm of questions. */
const FRESH_MS = 2500;

/** What is known of the way from this browser to each bucket. */
export function createLink(deps: Deps) {
  const findings = new Map<string, { at: number; finding: Promise<Diagnosis> }>();
  const answered = new Set<string>();
  const nameOf = (ref: BucketRef, url: string) => `${ref.connection}/${ref.bucket} ${new URL(url).origin}`;

  return {
    /** S3 has answered in a way that this page could read: neither the address nor CORS is wrong. */
    worked(ref: BucketRef, url: string): void {
      answered.add(nameOf(ref, url));
    },
    hasWorked: (ref: BucketRef, url: string) => answered.has(nameOf(ref, url)),
    explain(ref: BucketRef, url: string): Promise<Diagnosis> {
      const name = nameOf(ref, url);
      const known = findings.get(name);
      if (known && deps.clock.now() - known.at < FRESH_MS) return known.finding;
      const finding = diagnose(deps, ref, url);
      findings.set(name, { at: deps.clock.now(), finding });
      return finding;
    },
    /** After a rule was added or the user tries again, what was found before says nothing. */
    forget: () => findings.clear(),
  };
}
