import "server-only";
import { createHash } from "node:crypto";
import type { S3Client } from "@aws-sdk/client-s3";

/** Documents that S3 takes only with a digest. */
const DEMANDED = new Set(["DeleteObjectsCommand", "PutBucketCorsCommand"]);

/** Has documents carry an MD5, which every store knows, and not the SDK's own CRC32, which Backblaze B2 refuses. */
export function sendMd5Instead(client: S3Client): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        const { headers, body } = args.request as { headers: Record<string, string>; body?: unknown };
        if (!DEMANDED.has(commandName ?? "") || typeof body !== "string") return next(args);
        for (const name of Object.keys(headers))
          if (/^x-amz-(checksum-|sdk-checksum-)/i.test(name)) delete headers[name];
        headers["content-md5"] = createHash("md5").update(body).digest("base64");
        return next(args);
      },
    { step: "build", priority: "low", name: "md5Instead" },
  );
}
