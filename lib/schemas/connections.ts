import { z } from "zod";
import { connectionIdSchema, timeSchema } from "./primitives";

/** What a store was found to do; null until a probe has said. */
const capabilitiesSchema = z.object({
  conditionalPut: z.boolean().nullable(),
  conditionalComplete: z.boolean().nullable(),
  encodedSlash: z.boolean().nullable(),
  multiDelete: z.boolean().nullable(),
  bucketCors: z.boolean().nullable(),
  checksums: z.boolean().nullable(),
  postForm: z.boolean().nullable(),
});

const connectionSchema = z.object({
  id: connectionIdSchema,
  name: z.string(),
  publicEndpoint: z.string().nullable().meta({ description: "The origin that browsers reach; null for AWS" }),
  region: z.string(),
  transport: z.enum(["direct", "relay"]),
  capabilities: capabilitiesSchema,
});

export const connectionsSchema = z.object({ connections: z.array(connectionSchema) });

const bucketSchema = z.object({
  name: z.string(),
  created: timeSchema.nullable(),
  region: z.string().nullable(),
});

export const bucketsSchema = z.object({
  buckets: z.array(bucketSchema),
  complete: z.boolean().meta({ description: "False when the credentials may not list buckets" }),
});

export type Capabilities = z.infer<typeof capabilitiesSchema>;
export type Connection = z.infer<typeof connectionSchema>;
export type Bucket = z.infer<typeof bucketSchema>;
export type Buckets = z.infer<typeof bucketsSchema>;
