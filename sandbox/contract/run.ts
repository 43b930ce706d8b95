import type { Profile } from "../profiles/profiles";
import { attributeCases } from "./attributes";
import type { Bench, Case, Difference } from "./bench";
import { bodyCases } from "./bodies";
import { bucketCases } from "./buckets";
import { checksumCases } from "./checksums";
import { conditionCases } from "./conditional";
import { corsCases } from "./cors";
import { deletingCases } from "./deleting";
import { keyCases } from "./keys";
import { listingCases } from "./listing";
import { multipartCases } from "./multipart";
import { multipartChecksumCases } from "./multipart-checksums";
import { objectLockCases } from "./object-lock";
import { objectCases } from "./objects";
import { preconditionCases } from "./preconditions";
import { presignedCases } from "./presigned";
import { rangeCases } from "./ranges";
import { signingCases } from "./signing";
import { storageClassCases } from "./storage-classes";
import { taggingCases } from "./tagging";
import { versionDeletingCases } from "./version-deleting";
import { versionListingCases } from "./version-listing";
import { versionCases } from "./versions";

export const TOPICS: readonly { title: string; cases: readonly Case[] }[] = [
  { title: "Buckets", cases: bucketCases },
  { title: "Objects", cases: objectCases },
  { title: "Listing", cases: listingCases },
  { title: "Keys", cases: keyCases },
  { title: "Bodies", cases: bodyCases },
  { title: "Checksums", cases: checksumCases },
  { title: "Ranges", cases: rangeCases },
  { title: "Conditions", cases: [...conditionCases, ...preconditionCases] },
  { title: "Multipart uploads", cases: multipartCases },
  { title: "Checksums of multipart uploads", cases: multipartChecksumCases },
  { title: "Attributes", cases: attributeCases },
  { title: "Tags", cases: taggingCases },
  { title: "Storage classes and restoring", cases: storageClassCases },
  { title: "Deleting", cases: deletingCases },
  { title: "Signatures", cases: signingCases },
  { title: "Presigned URLs", cases: presignedCases },
  { title: "CORS", cases: corsCases },
  { title: "Versions", cases: [...versionCases, ...versionDeletingCases, ...versionListingCases] },
  { title: "Object lock", cases: objectLockCases },
];

export const CASES: readonly Case[] = TOPICS.flatMap(({ cases }) => cases);

export function differenceOf({ differs }: Case, profile: Profile): Difference | undefined {
  const difference = differs?.[profile];
  return typeof difference === "string" ? { store: difference, cooper: "" } : difference;
}

/** The difference that this very server must show. */
function expectedOf(bench: Bench, entry: Case, profile: Profile): Difference | undefined {
  const difference = differenceOf(entry, profile);
  return bench.isSandbox && difference?.imitated === false ? undefined : difference;
}

/** Runs one case; throws if it fails, or if it passes where a store is known to differ. */
export async function runCase(bench: Bench, entry: Case, profile: Profile): Promise<void> {
  const difference = expectedOf(bench, entry, profile);
  if (difference === undefined) return await entry.run(bench);
  const failed = await entry.run(bench).then(
    () => false,
    () => true,
  );
  if (!failed) throw new Error(`It passes here, although the store is said to differ: ${difference.store}`);
}

export type Result = { name: string; outcome: "ok" | "differs" | "failed"; reason: string | null };

async function resultOf(bench: Bench, entry: Case, profile: Profile): Promise<Result> {
  const { name } = entry;
  try {
    await runCase(bench, entry, profile);
    const difference = expectedOf(bench, entry, profile);
    if (difference === undefined) return { name, outcome: "ok", reason: null };
    return { name, outcome: "differs", reason: [difference.store, difference.cooper].join("; Cooper: ") };
  } catch (error) {
    return { name, outcome: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Cases use keys and buckets of their own, so several may run at once; more would only measure the store's queue. */
const AT_ONCE = 4;

/** Runs cases and gives their results in the order of the cases, each as soon as those before it are known. */
export async function* runCases(
  bench: Bench,
  cases: readonly Case[],
  profile: Profile,
): AsyncGenerator<Result> {
  const waiting = cases.map((entry) => {
    const { promise, resolve } = withResolvers<Result>();
    return { entry, promise, resolve };
  });
  const queue = waiting.values();
  const work = async () => {
    for (const { entry, resolve } of queue) resolve(await resultOf(bench, entry, profile));
  };
  const workers = Promise.all(Array.from({ length: AT_ONCE }, work));
  for (const { promise } of waiting) yield await promise;
  await workers;
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
