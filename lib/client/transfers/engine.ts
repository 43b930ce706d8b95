import type { BucketRef } from "@/lib/client/api";
import type { CompletedUpload, Upload } from "@/lib/schemas/uploads";
import type { Deps } from "./deps";
import type { EtagTrust } from "./etag-trust";
import type { LookUp } from "./existing";
import type { Forms } from "./forms";
import type { Gates } from "./gates";
import type { Begun, Job } from "./job";
import type { Ledger } from "./ledger";
import type { Link } from "./link";
import type { Log } from "./log";
import type { PlanKeeper } from "./plan-keeper";
import type { Queue } from "./queue";
import type { Session } from "./session";
import type { Slots } from "./slots";

/** What the stages of a transfer work with. */
export type Engine = {
  deps: Deps;
  ledger: Ledger;
  link: Link;
  /** Connections to each origin of S3, over all files. */
  slots: Slots;
  forms: Forms;
  create(job: Job): Promise<Upload>;
  complete(job: Job, begun: Begun): Promise<CompletedUpload>;
  lookUp: LookUp;
  /** Jobs that are being prepared, or are and wait for a connection: enough to keep S3 busy, and no more. */
  ahead: Pick<Queue, "enter" | "leave" | "hold">;
  session: Session;
  gates: Gates;
  plans: PlanKeeper;
  trust: EtagTrust;
  log: Log;
};

export const sameBucket = (a: BucketRef, b: BucketRef) =>
  a.connection === b.connection && a.bucket === b.bucket;
