import "server-only";
import { type CORSRule, GetBucketCorsCommand, PutBucketCorsCommand } from "@aws-sdk/client-s3";
import { AppError } from "@/lib/errors";
import type { Cors, CorsRule } from "@/lib/schemas/cors";
import { allowedActions, bucketGrants } from "../access/grants";
import { type BucketAccess, call } from "./access";
import { capabilitiesOf, learn } from "./capabilities";
import { missingFrom, ruleFor } from "./cors-rules";
import { s3Code } from "./errors";
import { letsPageUpload } from "./preflight";

const NO_RULES =
  "This store keeps no CORS rules for buckets: its administrator sets them for the whole server (in MinIO: cors_allow_origin of the api settings, or MINIO_API_CORS_ALLOW_ORIGIN).";

/** Whether a browser on this origin can upload here; the rules themselves are shown only to those who may manage. */
export async function checkCors(access: BucketAccess, origin: string): Promise<Cors> {
  const mayManage = allowedActions(
    bucketGrants(access.actor, access.connection.id, access.bucket),
    "",
  ).includes("manage");
  const proposal = ruleFor(origin);
  // What Cooper relays asks the store for nothing from another origin.
  if (access.connection.transport === "relay")
    return { passes: true, missing: [], rules: null, proposal, canAdd: false };
  try {
    const rules = await readRules(access);
    // Without rules of its own, a bucket may still be covered by what its server was told for all.
    const passes = rules.length === 0 && (await letsPageUpload(access, origin)) === true;
    const missing = passes ? [] : missingFrom(rules, origin);
    return {
      passes: missing.length === 0,
      missing,
      rules: mayManage ? rules : null,
      proposal,
      canAdd: mayManage,
    };
  } catch (error) {
    if (!(error instanceof AppError) || !["s3_denied", "not_supported"].includes(error.code)) throw error;
    const passes = await letsPageUpload(access, origin);
    if (passes) return { passes, missing: [], rules: null, proposal, canAdd: false };
    const missing = [
      error.code === "not_supported"
        ? NO_RULES
        : "Cooper's credentials may not read the bucket's CORS rules, so what they lack is unknown.",
    ];
    return { passes: false, missing, rules: null, proposal, canAdd: false };
  }
}

/** Appends the rule that lets this origin through, keeps all that are there, and reads back that they stand. */
export async function addCorsRule(access: BucketAccess, origin: string): Promise<Cors> {
  access.need("manage", "");
  if (access.connection.transport === "relay") return checkCors(access, origin);
  const before = await readRawRules(access);
  if (missingFrom(before.map(toRule), origin).length > 0) {
    const rules = [...before.filter((rule) => !isOwn(rule, origin)), fromRule(ruleFor(origin))];
    // S3 takes the first rule that fits, so a poorer one for the same origin must come after ours.
    rules.unshift(...rules.splice(-1));
    if (rules.length > 100) {
      throw new AppError(
        "conflict",
        "The bucket has 100 CORS rules, S3's limit. Remove one that nobody needs first.",
      );
    }
    const command = new PutBucketCorsCommand({
      Bucket: access.bucket,
      CORSConfiguration: { CORSRules: rules },
    });
    await call(access, (client, options) => client.send(command, options)).catch((error: unknown) => {
      if (!(error instanceof AppError) || error.code !== "not_supported") throw error;
      // MinIO says of every bucket that it has no rules, and takes none.
      learn(access.connection, { bucketCors: false });
      throw new AppError("not_supported", NO_RULES, { cause: error });
    });
  }
  const after = await checkCors(access, origin);
  const kept = after.rules?.length ?? 0;
  if (!after.passes || kept < before.length) {
    throw new AppError(
      "s3_error",
      "The store took the rule, but does not show it. Look at the bucket's CORS rules.",
    );
  }
  return after;
}

/** Whether a rule is one that Cooper added for this origin alone and that has since grown too poor. */
function isOwn(rule: CORSRule, origin: string): boolean {
  return rule.ID === ruleId(origin);
}

const ruleId = (origin: string) => `cooper ${origin}`.slice(0, 255);

async function readRules(access: BucketAccess): Promise<CorsRule[]> {
  return (await readRawRules(access)).map(toRule);
}

async function readRawRules(access: BucketAccess): Promise<CORSRule[]> {
  if (capabilitiesOf(access.connection).bucketCors === false) {
    throw new AppError("not_supported", "This store keeps no CORS rules for buckets.");
  }
  const command = new GetBucketCorsCommand({ Bucket: access.bucket });
  try {
    const answer = await call(access, (client, options) => client.send(command, options));
    learn(access.connection, { bucketCors: true });
    return answer.CORSRules ?? [];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (s3Code(error.cause) === "NoSuchCORSConfiguration") return [];
    if (error.code === "not_supported") learn(access.connection, { bucketCors: false });
    throw error;
  }
}

function toRule(rule: CORSRule): CorsRule {
  return {
    ...(rule.ID ? { id: rule.ID } : {}),
    origins: rule.AllowedOrigins ?? [],
    methods: rule.AllowedMethods ?? [],
    allowHeaders: rule.AllowedHeaders ?? [],
    exposeHeaders: rule.ExposeHeaders ?? [],
    ...(rule.MaxAgeSeconds === undefined ? {} : { maxAgeSeconds: rule.MaxAgeSeconds }),
  };
}

function fromRule(rule: CorsRule): CORSRule {
  return {
    ID: ruleId(rule.origins[0] ?? ""),
    AllowedOrigins: rule.origins,
    AllowedMethods: rule.methods,
    AllowedHeaders: rule.allowHeaders,
    ExposeHeaders: rule.exposeHeaders,
    ...(rule.maxAgeSeconds === undefined ? {} : { MaxAgeSeconds: rule.maxAgeSeconds }),
  };
}
