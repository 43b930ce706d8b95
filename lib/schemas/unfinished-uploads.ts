import { z } from "zod";
import { MAX_OBJECT_SIZE } from "./limits";
import { actionSchema, keySchema, prefixSchema, sizeSchema, timeSchema } from "./primitives";
import { algorithmSchema, sentPartSchema } from "./uploads";

const uploadIdSchema = z.string().min(1).max(2048).meta({ description: "S3's own name for the upload" });

export const listUploadsQuery = z.strictObject({
  prefix: prefixSchema.default(""),
  cursor: z.string().max(16_384).optional(),
});

export const unfinishedUploadQuery = z.strictObject({ key: keySchema, uploadId: uploadIdSchema });

const unfinishedUploadSchema = z.object({
  key: z.string(),
  uploadId: z.string(),
  begun: timeSchema,
  own: z.boolean().meta({ description: "Whether the caller began it with Cooper" }),
  size: sizeSchema
    .nullable()
    .meta({ description: "Of the whole file; null where Cooper was not told to whom it belongs" }),
  modified: timeSchema.nullable().meta({ description: "The file's own time, where it is known" }),
});

/** A page may be empty and yet not the last. */
export const unfinishedUploadsSchema = z.object({
  uploads: z.array(unfinishedUploadSchema),
  cursor: z.string().nullable().meta({ description: "Null on the last page" }),
  allowed: z.array(actionSchema).meta({
    description: "What the caller may do with everything under this prefix",
  }),
});

export const resumeUploadBody = z.strictObject({
  key: keySchema,
  uploadId: uploadIdSchema,
  size: z
    .int()
    .min(1)
    .max(MAX_OBJECT_SIZE, "S3 keeps objects up to 48.8 TiB.")
    .optional()
    .meta({ description: "Of the whole file; needed for an upload that the caller did not begin" }),
});

export const resumedUploadSchema = z.object({
  ticket: z.string(),
  ticketExpiresAt: timeSchema,
  kind: z.literal("multipart"),
  key: z.string(),
  size: sizeSchema,
  modified: timeSchema.nullable().meta({ description: "The file's own time, where it is known" }),
  contentType: z.string().nullable().meta({ description: "As it was begun, where that is known" }),
  partSize: sizeSchema,
  partCount: z.int(),
  checksum: algorithmSchema.nullable().meta({
    description: "The checksum that the store will verify, or null where it verifies none",
  }),
  sent: z.array(sentPartSchema).meta({ description: "The parts that S3 has" }),
});

export type UnfinishedUpload = z.infer<typeof unfinishedUploadSchema>;
export type UnfinishedUploads = z.infer<typeof unfinishedUploadsSchema>;
export type ResumedUpload = z.infer<typeof resumedUploadSchema>;
