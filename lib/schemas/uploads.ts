import { z } from "zod";
import { wireErrorSchema } from "./events";
import { MAX_OBJECT_SIZE, MAX_PARTS } from "./limits";
import { keySchema, sizeSchema, timeSchema } from "./primitives";

export const onConflictSchema = z.enum(["fail", "replace"]);
const ticketSchema = z.string().min(1).max(32_768);
const partNumberSchema = z.int().min(1).max(MAX_PARTS);

export const algorithmSchema = z.enum(["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"]);

/** A checksum of the whole object in base64, by the algorithm's name in S3. */
const checksumSchema = z.strictObject({ algorithm: algorithmSchema, value: z.base64().max(64) });

/** The same where the value may not be known yet: a file of many parts is hashed while it is sent. */
export const promisedChecksumSchema = checksumSchema.partial({ value: true });

/** S3 takes 2 KB of metadata, names and values in ASCII. */
const metadataSchema = z
  .record(
    z
      .string()
      .regex(
        /^[a-z0-9][a-z0-9._-]{0,127}$/,
        "A metadata name has lower-case letters, digits, '.', '_' and '-'.",
      ),
    z.string().regex(/^[\x20-\x7e]*$/, "A metadata value holds printable ASCII only."),
  )
  .refine(
    (metadata) =>
      Object.entries(metadata).reduce((sum, [name, value]) => sum + name.length + value.length, 0) <= 2048,
    "S3 keeps 2,048 bytes of metadata at most.",
  );

/** One upload to begin. `fail` answers 409 `conflict` if the key exists, and signs `If-None-Match: *`. */
export const uploadFileSchema = z.strictObject({
  key: keySchema,
  size: z.int().min(0).max(MAX_OBJECT_SIZE, "S3 keeps objects up to 48.8 TiB."),
  contentType: z
    .string()
    .max(255)
    .regex(/^[\x20-\x7e]*$/, "A content type holds printable ASCII only.")
    .default("application/octet-stream"),
  onConflict: onConflictSchema.default("fail"),
  ifMatch: z
    .string()
    .min(1)
    .max(256)
    .optional()
    .meta({ description: "With `replace`: only the object of this ETag" }),
  checksum: promisedChecksumSchema.optional().meta({
    description:
      "S3 refuses bytes that do not fit it. The value is needed for a single PUT; for a multipart upload it may come with the completion",
  }),
  form: z.boolean().optional().meta({
    description:
      "The sender can send a POST form, which needs no preflight; where it does, `parts` may hold one",
  }),
  metadata: metadataSchema.default({}),
  modified: timeSchema
    .optional()
    .meta({ description: "The file's own time, kept as the metadata `mtime` in seconds" }),
});

export const createUploadsBody = z.union([
  uploadFileSchema,
  z.strictObject({ files: z.array(uploadFileSchema).min(1).max(100) }),
]);

/**
 * A request that the browser sends as it stands: exactly these headers, and exactly as many bytes as were signed. A POST
 * is a `multipart/form-data` form of these fields, in this order, and last the bytes as `file`.
 */
const signedPartSchema = z.object({
  number: partNumberSchema,
  method: z.enum(["PUT", "POST"]),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  fields: z.record(z.string(), z.string()).optional(),
});

export const uploadSchema = z.object({
  ticket: z.string(),
  kind: z.enum(["single", "multipart"]),
  partSize: sizeSchema,
  partCount: z.int(),
  parts: z.array(signedPartSchema).meta({ description: "The first parts, ready to send" }),
  expiresAt: timeSchema.meta({ description: "When the URLs in `parts` die" }),
  ticketExpiresAt: timeSchema,
  checksum: algorithmSchema.nullable().meta({
    description: "The checksum that the store will verify, or null where it verifies none",
  }),
});

/** A batch answers one entry a file, in order. */
export const uploadResultsSchema = z.object({ results: z.array(z.union([uploadSchema, wireErrorSchema])) });

export const uploadPartsBody = z.strictObject({
  ticket: ticketSchema,
  numbers: z.array(partNumberSchema).min(1).max(200),
});
export const uploadPartsSchema = z.object({ parts: z.array(signedPartSchema), expiresAt: timeSchema });

export const ticketBody = z.strictObject({ ticket: ticketSchema });

/** The sender knows what the store makes of a single PUT: its MD5, or the ETag that was answered. */
export const uploadStatusBody = z.strictObject({
  ticket: ticketSchema,
  etag: z.string().min(1).max(256).optional().meta({
    description:
      "Of a single PUT, its MD5 in hexadecimal: shows that the object is the one that was sent, where the store tells no checksum",
  }),
});

export const sentPartSchema = z.object({ number: partNumberSchema, size: sizeSchema, etag: z.string() });
export const uploadStatusSchema = z.object({ parts: z.array(sentPartSchema) });

/** With the ETag that the store answered the PUT with, what is stored is known to be what was sent. */
const ticketAndEtag = z.strictObject({ ticket: ticketSchema, etag: z.string().min(1).max(256) });

const completeOneBody = z.strictObject({
  ticket: ticketSchema,
  parts: z
    .array(z.strictObject({ number: partNumberSchema, etag: z.string().max(256) }))
    .max(MAX_PARTS)
    .optional(),
  checksum: checksumSchema
    .optional()
    .meta({ description: "Of the whole object; S3 refuses parts that do not add up to it" }),
  onConflict: onConflictSchema
    .optional()
    .meta({ description: "`replace` after the user was asked; else as it was begun" }),
  ifMatch: z
    .string()
    .min(1)
    .max(256)
    .optional()
    .meta({ description: "With `replace`: only the object of this ETag; else it is a conflict" }),
});
export const completeUploadBody = z.union([
  completeOneBody,
  z.strictObject({
    tickets: z
      .array(z.union([ticketSchema, ticketAndEtag]))
      .min(1)
      .max(100),
  }),
]);

export const completedUploadSchema = z.object({
  key: z.string(),
  size: sizeSchema,
  etag: z.string(),
  versionId: z.string().nullable().meta({
    description:
      "Null where the bucket keeps no versions, and where a batch was completed, which asks for none",
  }),
  verified: z
    .string()
    .nullable()
    .meta({ description: "The checksum by which S3 verified all bytes, or null" }),
  atomic: z.boolean().nullable().meta({
    description:
      "Whether S3 itself kept the name from being overwritten; null where nothing was to be kept, or nobody knows",
  }),
});
export const completedUploadsSchema = z.object({
  results: z.array(z.union([completedUploadSchema, wireErrorSchema])),
});

export type ChecksumAlgorithm = z.infer<typeof algorithmSchema>;
export type Checksum = z.infer<typeof checksumSchema>;
export type UploadFile = z.input<typeof uploadFileSchema>;
export type Upload = z.infer<typeof uploadSchema>;
export type UploadResults = z.infer<typeof uploadResultsSchema>;
export type SignedPart = z.infer<typeof signedPartSchema>;
export type UploadParts = z.infer<typeof uploadPartsSchema>;
export type UploadStatus = z.infer<typeof uploadStatusSchema>;
export type CompletedUpload = z.infer<typeof completedUploadSchema>;
export type CompletedUploads = z.infer<typeof completedUploadsSchema>;
