import "server-only";
import { ListBucketsCommand, type ListBucketsCommandOutput } from "@aws-sdk/client-s3";
import type { Buckets } from "@/lib/schemas/connections";
import type { Actor } from "../access/actor";
import { openConnection, seesBucket } from "../access/authorise";
import { namedBuckets } from "../access/grants";
import type { ConnectionConfig } from "../config/types";
import { beforeEnd } from "../deadline";
import { s3Client } from "./client";
import { toAppError } from "./errors";
import { createPageTurns } from "./page-turns";
import { rememberRegion } from "./region";

type Found = Buckets["buckets"][number];

/** The buckets that this actor may see; where the credentials may not list them, those that configuration and grants name. */
export async function listBuckets(actor: Actor, id: string, signal: AbortSignal): Promise<Buckets> {
  const connection = openConnection(actor, id);
  const listed = connection.buckets ? null : await listAll(connection, signal);
  const names = listed === null ? [...(connection.buckets ?? []), ...namedBuckets(actor, id)] : [];
  const found = listed ?? [...new Set(names)].sort().map((name) => ({ name, created: null, region: null }));
  return { buckets: found.filter(({ name }) => seesBucket(actor, id, name)), complete: listed !== null };
}

/** Null when the credentials may not list buckets. */
async function listAll(connection: ConnectionConfig, signal: AbortSignal): Promise<Found[] | null> {
  const buckets: Found[] = [];
  const turn = createPageTurns();
  let token: string | undefined;
  try {
    do {
      const command = new ListBucketsCommand(token ? { ContinuationToken: token } : {});
      const client = s3Client(connection, connection.region);
      const asked: Promise<ListBucketsCommandOutput> = client.send(command, { abortSignal: signal });
      const answer = await beforeEnd(asked, signal);
      for (const { Name, CreationDate, BucketRegion } of answer.Buckets ?? []) {
        if (!Name) continue;
        if (BucketRegion) rememberRegion(connection, Name, BucketRegion);
        buckets.push({
          name: Name,
          created: CreationDate?.toISOString() ?? null,
          region: BucketRegion ?? null,
        });
      }
      token = answer.ContinuationToken && turn(answer.ContinuationToken);
    } while (token);
    return buckets;
  } catch (error) {
    const failure = toAppError(error);
    const denied = failure.cause instanceof Error && failure.cause.name === "AccessDenied";
    if (denied || failure.code === "not_supported") return null;
    throw failure;
  }
}
