import type { Profile } from "../profiles/profiles";
import { attributeCases } from "./attributes";
import type { Bench, Case, Difference } from "./bench";
import { bodyCases } from "./bodies";
import { bucketCases } from "./buckets";
import { checksumCases } from "./checksums";
import { chunkCases } from "./chunks";
import { completingCases } from "./completing";
import { conditionCases } from "./conditional";
import { copyCases, copyRightCases } from "./copies";
import { corsCases } from "./cors";
import { deletingCases } from "./deleting";
import { deletingDetailCases, lockDetailCases } from "./deleting-details";
import { NO_ENCRYPTION, NO_FORMS, NO_POLICIES } from "./differences";

import { encryptionCases } from "./encryption";
import { formSignatureCases } from "./form-signatures";
import { formCases } from "./form-uploads";
import { keyCases } from "./keys";
import { listingCases } from "./listing";
import { listingDetailCases } from "./listing-details";
import { multipartCases } from "./multipart";
import { multipartChecksumCases } from "./multipart-checksums";
import { objectLockCases } from "./object-lock";
import { objectCases } from "./objects";
import { policyCases } from "./policies";
import { postPolicyCases } from "./post-policy";
import { preconditionCases } from "./preconditions";
import { presignedCases } from "./presigned";
import { publicAccessCases } from "./public-access";
import { rangeCases } from "./ranges";
import { refusalCases } from "./refusals";
import { rightCases } from "./rights";
import { sessionCases } from "./sessions";
import { signingCases } from "./signing";
import { storageClassCases } from "./storage-classes";
import { taggingCases } from "./tagging";
import { versionDeletingCases } from "./version-deleting";
import { versionListingCases } from "./version-listing";
import { versionCases } from "./versions";

type Topic = { title: string; cases: readonly Case[]; absent?: Case["absent"] };

const NO_LOCK = { store: "has no object lock", cooper: "offers none" };
/** Of stores that are only documented: how they refuse what nobody sends is written nowhere. */
const UNKNOWN = { store: "was not asked", cooper: "goes by the status of a refusal, whatever its words" };

const DECLARED: readonly Topic[] = [
  { title: "Buckets", cases: bucketCases },
  { title: "Objects", cases: [...objectCases, ...copyCases] },
  { title: "Listing", cases: [...listingCases, ...listingDetailCases] },
  { title: "Keys", cases: keyCases },
  { title: "Bodies", cases: bodyCases },
  { title: "Checksums", cases: checksumCases },
  { title: "Ranges", cases: rangeCases },
  { title: "Conditions", cases: [...conditionCases, ...preconditionCases] },
  { title: "Multipart uploads", cases: [...multipartCases, ...completingCases] },
  { title: "Checksums of multipart uploads", cases: multipartChecksumCases },
  { title: "Attributes", cases: attributeCases },
  { title: "Tags", cases: taggingCases },
  { title: "Storage classes and restoring", cases: storageClassCases },
  { title: "Deleting", cases: [...deletingCases, ...deletingDetailCases] },
  { title: "Signatures", cases: [...signingCases, ...chunkCases] },
  { title: "Presigned URLs", cases: presignedCases },
  { title: "CORS", cases: corsCases },
  { title: "Versions", cases: [...versionCases, ...versionDeletingCases, ...versionListingCases] },
  { title: "Object lock", cases: objectLockCases },
  {
    title: "Details of object lock",
    cases: lockDetailCases,
    absent: { garage: NO_LOCK, r2: NO_LOCK },
  },
  {
    title: "Bucket policies",
    cases: [...policyCases, ...publicAccessCases, ...copyRightCases],
    absent: { garage: NO_POLICIES, r2: NO_POLICIES },
  },
  {
    title: "Rights of their own",
    cases: rightCases,
    absent: { b2: UNKNOWN, garage: NO_POLICIES, r2: NO_POLICIES },
  },
  { title: "Encryption", cases: encryptionCases, absent: { garage: NO_ENCRYPTION, r2: NO_ENCRYPTION } },
  {
    title: "Uploads by a form",
    cases: [...formCases, ...postPolicyCases, ...formSignatureCases],
    absent: { r2: NO_FORMS, b2: NO_FORMS },
  },
  { title: "Temporary credentials", cases: sessionCases },
  {
    title: "Refusals",
    cases: refusalCases,
    absent: { garage: UNKNOWN, minio: UNKNOWN, r2: UNKNOWN },
  },
];

/** What a topic says of a store holds for each of its cases. */
export const TOPICS: readonly Topic[] = DECLARED.map(({ title, cases, absent }) => ({
  title,
  cases: cases.map((entry) => ({ ...entry, absent: { ...absent, ...entry.absent } })),
  ...(absent ? { absent } : {}),
}));

export const CASES: readonly Case[] = TOPICS.flatMap(({ cases }) => cases);

export function absenceOf({ absent }: Case, profile: Profile): Difference | undefined {
  return absent?.[profile];
}

export function differenceOf(entry: Case, profile: Profile): Difference | undefined {
  return absenceOf(entry, profile) ?? entry.differs?.[profile];
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

export type Result = { name: string; outcome: "ok" | "differs" | "absent" | "failed"; reason: string | null };

async function resultOf(bench: Bench, entry: Case, profile: Profile): Promise<Result> {
  const { name } = entry;
  const told = ({ store, cooper }: Difference) => `${store}; Cooper: ${cooper}`;
  const absence = absenceOf(entry, profile);
  if (absence) return { name, outcome: "absent", reason: told(absence) };
  try {
    await runCase(bench, entry, profile);
    const difference = expectedOf(bench, entry, profile);
    if (difference === undefined) return { name, outcome: "ok", reason: null };
    return { name, outcome: "differs", reason: told(difference) };
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
