import "server-only";
import {
  type GetObjectCommand,
  type HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { AppError } from "@/lib/errors";
import { api } from "@/lib/routes";
import { MAX_LINK_SECONDS } from "@/lib/schemas/limits";
import { config } from "../config";
import { type Order, sealOrder } from "../relay/order";
import type { BucketAccess } from "./access";

type Command = GetObjectCommand | HeadObjectCommand | PutObjectCommand | UploadPartCommand;
type Options = { seconds: number; headers: Record<string, string>; forOthers: boolean };

/**
 * What stands for a presigned URL where browsers cannot reach the store: an address of Cooper's own that does the same
 * one thing. A path, for the page's own origin; a link for others needs the whole address.
 */
export function relayUrl(
  { actor, connection, bucket }: BucketAccess,
  command: Command,
  { seconds, headers, forOthers }: Options,
): { url: string; expiresAt: Date; limitedBy: "choice" | "sigv4" } {
  const { Bucket: _, ...input } = command.input;
  const lives = Math.min(seconds, MAX_LINK_SECONDS);
  const expires = Date.now() + lives * 1000;
  const { id, name, email, groups, kind } = actor;
  const sealed = sealOrder({
    actor: id,
    connection: connection.id,
    bucket,
    does: doesOf(command),
    input: { ...input, Key: input.Key ?? "" },
    headers,
    link: forOthers ? { name, email, groups: [...groups], kind } : null,
    expires,
  });
  const origin = forOthers ? ownAddress() : "";
  return {
    url: origin + api.relay({ t: sealed }),
    expiresAt: new Date(expires),
    limitedBy: lives === seconds ? "choice" : "sigv4",
  };
}

function doesOf(command: Command): Order["does"] {
  if (command instanceof PutObjectCommand) return "put";
  return command instanceof UploadPartCommand ? "part" : "read";
}

function ownAddress(): string {
  const { url } = config();
  if (url !== null) return url;
  throw new AppError(
    "not_supported",
    "This store is reached through Cooper only, and Cooper was not told its own address: your administrator has to set COOPER_URL.",
  );
}
