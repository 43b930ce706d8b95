import { S3Error } from "../errors";
import type { S3Request } from "../http/request";
import type { Claim } from "../signature/claim";
import type { Bucket } from "../store/bucket";
import type { Buckets } from "../store/buckets";
import { isDeleteMarker } from "../store/versions";
import type { Facts } from "./condition";
import { type Policy, readPolicy } from "./document";
import { type Decision, decide } from "./evaluate";
import { factsOf, type Subject } from "./facts";
import { type Identity, isOwner } from "./identity";
import { isPublicPolicy } from "./public";

/** What an action is done to: a key, a bucket, or neither. */
export type Place = { bucket: string | null; key?: string | null; versionId?: string | undefined };

const read = new WeakMap<Bucket, { text: string; policy: Policy }>();

/** A bucket's policy; it was validated when it was put, and may by now name someone who is gone. */
export function policyOf(bucket: Bucket): Policy | null {
  const text = bucket.settings.policy;
  if (text === undefined) return null;
  const known = read.get(bucket);
  if (known?.text === text) return known.policy;
  const directory = { exists: () => true, canonicalId: "" };
  const policy = readPolicy(text, { bucket: bucket.name, directory });
  read.set(bucket, { text, policy });
  return policy;
}

function resourceOf({ bucket, key }: Place): string {
  if (bucket === null) return "arn:aws:s3:::*";
  return key === undefined || key === null ? `arn:aws:s3:::${bucket}` : `arn:aws:s3:::${bucket}/${key}`;
}

/** S3 lets the account in however its own policy locks everybody out. */
const UNLOCKING = ["s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"];

type Context = {
  request: S3Request;
  claim: Claim;
  identity: Identity;
  buckets: Buckets;
  now: () => Date;
  operation: string;
};

/** What the one who asks may do. */
export class Rights {
  constructor(readonly context: Context) {}

  #subject({ versionId, key }: Place, bucket: Bucket | undefined): Subject {
    const { request, now, ...context } = this.context;
    const id = request.query.get("uploadId")?.[0];
    const upload =
      id === undefined
        ? undefined
        : [...(bucket?.uploads.records() ?? [])].find((record) => record.id === id && record.key === key);
    const encryption = upload?.target.encryption;
    const versions = bucket && key ? bucket.objects.versions.of(key) : [];
    const version =
      versionId === undefined ? versions[0] : versions.find((one) => one.versionId === versionId);
    const tags = version && !isDeleteMarker(version) ? (version.tags ?? []) : [];
    return {
      ...context,
      request,
      now: now(),
      versionId,
      tags: Object.fromEntries(tags.map((tag) => [tag.key, tag.value])),
      encryption: encryption?.stated ? encryption : null,
    };
  }

  decide(action: string, place: Place): Decision {
    const { identity, buckets } = this.context;
    if (isOwner(identity) && UNLOCKING.includes(action)) return { allowed: true };
    const bucket = place.bucket === null ? undefined : buckets.find(place.bucket);
    const policy = bucket ? policyOf(bucket) : null;
    let known: Facts | undefined;
    // Most requests meet no condition: what there is to know is looked up once one asks.
    const facts: Facts = (key) => {
      known ??= factsOf(this.#subject(place, bucket));
      return known(key);
    };
    const decision = decide({ identity, action, resource: resourceOf(place), facts }, policy);
    const restricted = bucket?.publicAccessBlock?.RestrictPublicBuckets && policy !== null;
    if (decision.allowed && identity.kind === "anonymous" && restricted && isPublicPolicy(policy))
      return { allowed: false, because: "because public access is restricted" };
    return decision;
  }

  allows(action: string, place: Place): boolean {
    return this.decide(action, place).allowed;
  }

  /** Throws what S3 answers to those who may not; only those it knows learn why. */
  require(action: string, place: Place): void {
    const decision = this.decide(action, place);
    if (decision.allowed) return;
    const { arn } = this.context.identity;
    if (arn === null) throw new S3Error("AccessDenied");
    throw new S3Error(
      "AccessDenied",
      `User: ${arn} is not authorized to perform: ${action} on resource: "${resourceOf(place)}" ${decision.because}`,
    );
  }
}
