import type { BucketRef } from "@/lib/client/api";
import { AppError, isWireError, type WireError } from "@/lib/errors";
import type { CompletedUpload, Upload, UploadFile } from "@/lib/schemas/uploads";
import { createBatcher } from "./batcher";
import type { Deps } from "./deps";
import type { Forms } from "./forms";
import { promise } from "./integrity";
import type { Begun, Job } from "./job";
import type { Ledger } from "./ledger";
import { contentTypeOf, timeOf } from "./names";
import { isPassing, patiently } from "./patience";

const BATCH = 100;
const FIRST = 12;
/**
 * A fast Cooper is asked a few times a second, not once a file. What is to be sent next is waited for; what is done is
 * not, the less the more is still to come.
 */
const SPACING_MS = { BEGIN: 100, COMPLETE: 200, COMPLETE_OF_MANY: 1000 };

/** The two calls that many small files share. A batch outlives the cancelling of one of its files. */
export function createBatches(deps: Deps, ledger: Ledger, forms: Forms) {
  const creators = new Map<string, (job: Job) => Promise<Upload>>();
  const forever = new AbortController().signal;

  function patient<T>(jobs: readonly Job[], call: () => Promise<T>): Promise<T> {
    return patiently(deps, call, forever, (note) => {
      for (const job of jobs) ledger.note(job, note);
    });
  }

  async function createAll(ref: BucketRef, jobs: Job[]): Promise<(Upload | Error)[]> {
    // Who was cancelled while waiting begins nothing that would have to be ended again.
    const wanted = jobs.filter((job) => job.state === "preparing");
    if (wanted.length === 0) return jobs.map(() => new Error("Cancelled."));
    const begin = async (some: Job[]) =>
      (
        await patient(some, () =>
          deps.api.createUploads(
            ref,
            some.map((job) => ({
              ...toUploadFile(deps.hasher !== null, job),
              ...(forms.wanted(ref) && { form: true }),
            })),
          ),
        )
      ).results.map(toResult<Upload>);
    let results: (Upload | Error)[];
    try {
      results = await begin(wanted);
    } catch (error) {
      if (wanted.length === 1 || !(error instanceof AppError) || isPassing(error)) throw error;
      // A batch is refused whole: one at a time, only the file that is wrong fails.
      results = await Promise.all(
        wanted.map((job) =>
          begin([job]).then(
            ([result]) => result ?? new Error("The answer is empty."),
            (reason: unknown) => (reason instanceof Error ? reason : new Error(String(reason))),
          ),
        ),
      );
    }
    const byJob = new Map(wanted.map((job, index) => [job, results[index]]));
    return jobs.map(
      (job) => byJob.get(job) ?? new Error("The answer holds fewer results than were asked for."),
    );
  }

  const spacingMs = () =>
    ledger.unfinished() > 2 * BATCH ? SPACING_MS.COMPLETE_OF_MANY : SPACING_MS.COMPLETE;
  const completeAll = createBatcher<{ job: Job; begun: Begun }, CompletedUpload>(
    { size: BATCH, parallel: 2, spacingMs },
    async (inputs) => {
      const tickets = inputs.map(({ begun }) => withEtag(begun));
      const jobs = inputs.map(({ job }) => job);
      return (await patient(jobs, () => deps.api.completeUploads(tickets))).results.map(
        toResult<CompletedUpload>,
      );
    },
  );

  return {
    create(job: Job): Promise<Upload> {
      const name = JSON.stringify([job.target.connection, job.target.bucket]);
      let creator = creators.get(name);
      if (!creator) {
        const { connection, bucket } = job.target;
        creator = createBatcher(
          { size: BATCH, parallel: 2, spacingMs: () => SPACING_MS.BEGIN, first: FIRST },
          (jobs) => createAll({ connection, bucket }, jobs),
        );
        creators.set(name, creator);
      }
      return creator(job);
    },
    complete: (job: Job, begun: Begun): Promise<CompletedUpload> => completeAll({ job, begun }),
  };
}

/** With the ETag that S3 answered, Cooper can tell this very object from another of the same size. */
function withEtag({ ticket, etags, digests }: Begun) {
  // Where the bucket hides ETags from pages, the MD5 shows as well what was sent.
  const etag = etags.get(1) || digests.get(1)?.md5;
  return etag ? { ticket, etag } : ticket;
}

function toResult<T extends object>(result: T | WireError): T | Error {
  return isWireError(result) ? new AppError(result.error.code, result.error.message) : result;
}

function toUploadFile(hashes: boolean, job: Job): UploadFile {
  if (!job.file) throw new Error("A folder is no file.");
  const { key, size, file, onConflict, ifMatch } = job;
  const modified = timeOf(file);
  return {
    key,
    size,
    contentType: contentTypeOf(file),
    onConflict,
    ...(ifMatch !== null && { ifMatch }),
    ...promise(hashes, job),
    ...(modified && { modified }),
  };
}
