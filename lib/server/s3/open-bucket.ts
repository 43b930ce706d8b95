import "server-only";
import { AppError } from "@/lib/errors";
import { isBucketName } from "@/lib/keys";
import type { Actor } from "../access/actor";
import { authorise, notFound, openConnection, seesBucket } from "../access/authorise";
import { beforeEnd } from "../deadline";
import type { Order } from "../relay/order";
import type { BucketAccess } from "./access";
import { learnChecksums, withChecksum } from "./checksums";
import { addCorsRule, checkCors } from "./cors";
import { joiningOf } from "./joining";
import { listPage } from "./listing";
import { existing, existingAmong } from "./looking";
import {
  abortMultipart,
  completeMultipart,
  type Ending,
  type Joined,
  type SentPart,
  signParts,
} from "./multipart";
import type { Checksum, NewObject } from "./new-object";
import { openObject } from "./open-object";
import { beginMultipart } from "./promise";
import { headObject, signedLink, signedRead, type Wanted } from "./reading";
import { bucketRegion } from "./region";
import { signRelayed, type Target } from "./relayed";
import { scanPrefix } from "./scan";
import type { Chosen } from "./selection";
import { describeUpload, knowsUpload, listUploads, type Marker } from "./upload-listing";
import { countSelection, deleteSelection } from "./work";
import { putMarker, signPut, signSingle } from "./writing";

type BucketName = { connection: string; bucket: string };

/**
 * The only door to S3: names who asks, and hands out operations that each check their own action. A bucket that no
 * grant of this actor reaches does not exist. `signal` ends every call behind it.
 */
export function openBucket(actor: Actor, { connection: id, bucket }: BucketName, signal: AbortSignal) {
  if (!isBucketName(bucket)) throw new AppError("invalid_bucket", "This is not the name of a bucket.");
  const connection = openConnection(actor, id);
  if (!seesBucket(actor, id, bucket)) throw notFound("This bucket");
  const access: BucketAccess = {
    actor,
    connection,
    bucket,
    region: () => bucketRegion(connection, bucket, signal),
    signal,
    need: (action, keyOrPrefix) => authorise(actor, action, id, bucket, keyOrPrefix),
  };
  return {
    connection,
    need: access.need,
    list: (query: Parameters<typeof listPage>[1]) => listPage(access, query),
    details: (key: string, versionId?: string) => {
      access.need("read", key);
      return headObject(access, { key, versionId });
    },
    existing: (key: string) => existing(access, key),
    existingAmong: (keys: Iterable<string>) => existingAmong(access, keys),
    signedRead: (wanted: Wanted) => signedRead(access, wanted),
    signedLink: (wanted: Wanted, seconds: number) => signedLink(access, wanted, seconds),
    openObject: (wanted: Wanted, until: AbortSignal, asked?: Headers) =>
      openObject(access, wanted, until, asked),
    signRelayed: (order: Order, method: Target["method"]) => signRelayed(access, order, method),
    signPut: async (object: NewObject) => signPut(access, await withChecksum(access, object)),
    signSingle: async (object: NewObject, formFrom: string | null) =>
      signSingle(access, await withChecksum(access, object), formFrom),
    learnChecksums: (sent: Checksum, told: Record<string, string>, isForm: boolean) =>
      learnChecksums(access, sent, told, isForm),
    beginMultipart: (object: NewObject) => beginMultipart(access, object),
    signParts: (upload: { key: string; uploadId: string }, parts: { number: number; size: number }[]) =>
      signParts(access, upload, parts),
    listUploads: (prefix: string, after: Marker | null) => listUploads(access, prefix, after),
    knowsUpload: (upload: Marker) => knowsUpload(access, upload),
    describeUpload: (upload: Marker) => {
      access.need("write", upload.key);
      return describeUpload(access, upload);
    },
    /** The joining of this upload that is under way in this process. */
    joining: (upload: Marker): Promise<Joined> | null => {
      access.need("write", upload.key);
      const joining = joiningOf(access, upload);
      return joining && beforeEnd(joining, signal);
    },
    completeMultipart: (upload: Ending, parts: SentPart[]) => completeMultipart(access, upload, parts),
    abortMultipart: (key: string, uploadId: string, as?: "write" | "manage") =>
      abortMultipart(access, key, uploadId, as),
    createFolder: (prefix: string) => putMarker(access, prefix),
    scan: (wanted: Parameters<typeof scanPrefix>[1], until: AbortSignal) => scanPrefix(access, wanted, until),
    count: (chosen: Chosen, until: AbortSignal) => countSelection(access, chosen, until),
    delete: (chosen: Chosen, until: AbortSignal) => deleteSelection(access, chosen, until),
    checkCors: (origin: string) => checkCors(access, origin),
    addCorsRule: (origin: string) => addCorsRule(access, origin),
  };
}

export type OpenBucket = ReturnType<typeof openBucket>;
