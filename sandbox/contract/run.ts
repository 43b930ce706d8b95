import { attributeCases } from "./attributes";
import type { Bench, Case, Profile } from "./bench";
import { bodyCases } from "./bodies";
import { bucketCases } from "./buckets";
import { checksumCases } from "./checksums";
import { chunkCases } from "./chunks";
import { completingCases } from "./completing";
import { conditionCases } from "./conditional";
import { copyCases } from "./copies";
import { corsCases } from "./cors";
import { deletingCases } from "./deleting";
import { deletingDetailCases } from "./deleting-details";
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

export const CASES: readonly Case[] = [
  ...bucketCases,
  ...objectCases,
  ...listingCases,
  ...listingDetailCases,
  ...keyCases,
  ...bodyCases,
  ...checksumCases,
  ...rangeCases,
  ...conditionCases,
  ...preconditionCases,
  ...multipartCases,
  ...completingCases,
  ...multipartChecksumCases,
  ...attributeCases,
  ...taggingCases,
  ...storageClassCases,
  ...deletingCases,
  ...deletingDetailCases,
  ...copyCases,
  ...signingCases,
  ...chunkCases,
  ...presignedCases,
  ...corsCases,
  ...versionCases,
  ...versionDeletingCases,
  ...versionListingCases,
  ...objectLockCases,
  ...policyCases,
  ...publicAccessCases,
  ...encryptionCases,
  ...formCases,
  ...postPolicyCases,
  ...formSignatureCases,
  ...sessionCases,
  ...rightCases,
  ...refusalCases,
];

/** Runs one case; throws if it fails, or if it passes where a store is known to differ. */
export async function runCase(
  bench: Bench,
  { name, run, differs }: Case,
  profile: Profile | null,
): Promise<void> {
  const difference = profile === null ? undefined : differs?.[profile];
  if (difference === undefined) return await run(bench);
  const failed = await run(bench).then(
    () => false,
    () => true,
  );
  if (!failed) throw new Error(`"${name}" passes here, although it is said to differ: ${difference}`);
}
