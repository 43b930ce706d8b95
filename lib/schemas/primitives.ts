import { z } from "zod";
import { isBucketName, isFolderPrefix, keyProblem } from "@/lib/keys";

/** A connection's id as an administrator writes it in cooper.yaml. */
export const connectionIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/i, "A connection id has 1 to 63 letters, digits, '-' or '_'.")
  .meta({ description: "The connection's id in the configuration" });

export const bucketNameSchema = z
  .string()
  .refine(isBucketName, "This is not a bucket name: 3 to 63 of a-z, 0-9, '.' and '-'.")
  .meta({ description: "The bucket's name" });

export const keySchema = z
  .string()
  .superRefine((key, context) => {
    const problem = keyProblem(key);
    if (problem) context.addIssue({ code: "custom", message: problem });
  })
  .meta({ description: "An object key: opaque, well-formed Unicode, 1 to 1,024 UTF-8 bytes" });

/** A prefix that acts as a folder: empty, or ending in `/`. */
export const prefixSchema = z
  .string()
  .superRefine((prefix, context) => {
    const problem = prefix === "" ? null : keyProblem(prefix);
    if (problem) context.addIssue({ code: "custom", message: problem });
    if (!isFolderPrefix(prefix)) context.addIssue({ code: "custom", message: "A prefix ends in '/'." });
  })
  .meta({ description: "Empty, or ending in '/'" });

export const versionIdSchema = z.string().min(1).max(1024);
export const sizeSchema = z.int().min(0).meta({ description: "Bytes" });
export const timeSchema = z.iso.datetime().meta({ description: "ISO 8601, UTC" });
export const dispositionSchema = z.enum(["attachment", "inline"]);
export const actionSchema = z.enum(["list", "read", "write", "delete", "share", "manage"]);

export type Action = z.infer<typeof actionSchema>;

export const connectionParams = z.strictObject({ connection: connectionIdSchema });
export const bucketParams = z.strictObject({ connection: connectionIdSchema, bucket: bucketNameSchema });
