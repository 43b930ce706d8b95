import { z } from "zod";
import { eventSchema, wireErrorSchema } from "./events";
import { MAX_DOWNLOADS } from "./limits";
import { objectSchema } from "./objects";
import { dispositionSchema, keySchema, prefixSchema, timeSchema, versionIdSchema } from "./primitives";

export const scanQuery = z.strictObject({
  prefix: prefixSchema.default(""),
  after: keySchema
    .optional()
    .meta({ description: "Only keys behind this one: to go on where a scan broke off" }),
});

/** As the events of other work, and each object as it is listed. */
export const scanEventSchema = z.union([
  objectSchema.extend({ type: z.literal("object") }).meta({ description: "An object, in S3's order" }),
  eventSchema,
]);

const versionSchema = z.strictObject({ key: keySchema, versionId: versionIdSchema.optional() });
const disposition = dispositionSchema.default("attachment");

export const createDownloadsBody = z.union([
  versionSchema.extend({ disposition }),
  z.strictObject({ files: z.array(versionSchema).min(1).max(MAX_DOWNLOADS), disposition }),
]);

export const downloadSchema = z.object({ url: z.string(), expiresAt: timeSchema });

/** A batch answers one entry an object, in order. */
export const downloadResultsSchema = z.object({
  results: z.array(z.union([downloadSchema, wireErrorSchema])),
});

export type ScanEvent = z.infer<typeof scanEventSchema>;
export type Download = z.infer<typeof downloadSchema>;
export type DownloadResults = z.infer<typeof downloadResultsSchema>;
