import { z } from "zod";
import {
  actionSchema,
  dispositionSchema,
  keySchema,
  prefixSchema,
  sizeSchema,
  timeSchema,
  versionIdSchema,
} from "./primitives";

export const objectSchema = z.object({
  key: z.string(),
  size: sizeSchema,
  modified: timeSchema,
  etag: z.string(),
  storageClass: z.string(),
});

export const listObjectsQuery = z.strictObject({
  prefix: prefixSchema.default(""),
  cursor: z.string().max(16_384).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(1000),
});

export const objectPageSchema = z.object({
  prefixes: z.array(z.string()),
  objects: z.array(objectSchema),
  cursor: z.string().nullable().meta({ description: "Null on the last page" }),
  allowed: z
    .array(actionSchema)
    .meta({ description: "What the caller may do with everything under this prefix" }),
});

export const objectQuery = z.strictObject({ key: keySchema, versionId: versionIdSchema.optional() });

export const objectDetailsSchema = objectSchema.extend({
  contentType: z.string().nullable(),
  versionId: z.string().nullable(),
  metadata: z.record(z.string(), z.string()),
  checksums: z
    .record(z.string(), z.string())
    .meta({ description: "In base64, by the algorithm's name in S3" }),
});

export const contentQuery = z.strictObject({
  key: keySchema,
  versionId: versionIdSchema.optional(),
  disposition: dispositionSchema.default("attachment"),
});

/** Of an address that Cooper gives where browsers cannot reach the store. */
export const relayQuery = z.strictObject({ t: z.string().max(16_384) });

export const linkBody = z.strictObject({
  key: keySchema,
  versionId: versionIdSchema.optional(),
  disposition: dispositionSchema.default("attachment"),
  expiresIn: z.int().min(1).meta({ description: "Seconds; more than 7 days are cut to 7 days" }),
});

export const linkSchema = z.object({
  url: z.string(),
  expiresAt: timeSchema,
  limitedBy: z.enum(["choice", "sigv4", "credentials"]),
});

export const selectionBody = z
  .strictObject({
    keys: z
      .array(z.strictObject({ key: keySchema, versionId: versionIdSchema.optional() }))
      .max(1000)
      .default([]),
    prefixes: z
      .array(prefixSchema.min(1, "A prefix here ends in '/': a whole bucket cannot be chosen."))
      .max(1000)
      .default([]),
  })
  .refine(({ keys, prefixes }) => {
    const entries = keys.length + prefixes.length;
    return entries >= 1 && entries <= 1000;
  }, "Name between 1 and 1,000 keys and prefixes.");

export const folderBody = z.strictObject({ prefix: prefixSchema.min(1, "Give the folder a name.") });
export const folderSchema = z.object({ key: z.string() });

export type S3Object = z.infer<typeof objectSchema>;
export type ObjectPage = z.infer<typeof objectPageSchema>;
export type ObjectDetails = z.infer<typeof objectDetailsSchema>;
export type Link = z.infer<typeof linkSchema>;
export type LinkBody = z.input<typeof linkBody>;
export type Selection = z.input<typeof selectionBody>;
