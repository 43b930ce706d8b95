import { z } from "zod";

/** An origin as browsers send it: scheme, host and port, no path. */
const originSchema = z
  .string()
  .max(512)
  .refine((value) => {
    const url = URL.canParse(value) ? new URL(value) : null;
    return url !== null && /^https?:$/.test(url.protocol) && url.origin === value;
  }, "An origin is scheme, host and port, as in https://cooper.example.com.");

export const corsQuery = z.strictObject({ origin: originSchema });
export const corsBody = z.strictObject({ origin: originSchema });

const corsRuleSchema = z.object({
  id: z.string().optional(),
  origins: z.array(z.string()),
  methods: z.array(z.string()),
  allowHeaders: z.array(z.string()),
  exposeHeaders: z.array(z.string()),
  maxAgeSeconds: z.int().optional(),
});

export const corsSchema = z.object({
  passes: z.boolean().meta({ description: "Whether a browser on this origin can upload here" }),
  missing: z
    .array(z.string())
    .meta({ description: "What the bucket's rules lack, in plain words; empty if it passes" }),
  rules: z
    .array(corsRuleSchema)
    .nullable()
    .meta({ description: "The bucket's rules; null when they cannot be read" }),
  proposal: corsRuleSchema.meta({ description: "The rule that lets this origin through" }),
  canAdd: z
    .boolean()
    .meta({ description: "Whether the caller may add it (`manage`) and the store takes it" }),
});

export type CorsRule = z.infer<typeof corsRuleSchema>;
export type Cors = z.infer<typeof corsSchema>;
