import "server-only";
import { createHash } from "node:crypto";
import type { PutObjectCommand, UploadPartCommand } from "@aws-sdk/client-s3";

const other = (algorithm: string) => createHash(algorithm).update("not this").digest();

/** The MD5 of other bytes than any question of ours has. */
export const OTHER_MD5 = other("md5").toString("base64");

/** Has a request state the hash of other bytes than it holds: a question that no store that checks its answers writes down. */
export function stateOtherDigests(command: PutObjectCommand | UploadPartCommand): void {
  (command as PutObjectCommand).middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      headers["x-amz-content-sha256"] = other("sha256").toString("hex");
      return next(args);
    },
    { step: "build", name: "statesAnotherHash" },
  );
}
