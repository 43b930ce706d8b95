import { z } from "zod";
import { type ErrorCode, STATUS } from "@/lib/errors";
import { sizeSchema } from "./primitives";

const errorCodeSchema = z.enum(Object.keys(STATUS) as [ErrorCode, ...ErrorCode[]]);

export const wireErrorSchema = z.object({
  error: z.object({ code: errorCodeSchema, message: z.string(), requestId: z.string() }),
});

/** One line of an `application/x-ndjson` answer. `done` or `error` is always the last; an answer without is cut off. */
export const eventSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("progress"),
    listed: z.int().meta({ description: "Objects found so far" }),
    bytes: sizeSchema,
    done: z.int().meta({ description: "Objects dealt with so far" }),
    requests: z.int().meta({ description: "Requests that S3 was asked so far" }),
  }),
  z.object({ type: z.literal("failed"), key: z.string(), code: z.string(), message: z.string() }),
  z.object({ type: z.literal("done"), ok: z.int(), failed: z.int(), bytes: sizeSchema }),
  z.object({ type: z.literal("error"), code: errorCodeSchema, message: z.string(), requestId: z.string() }),
]);

export type WorkEvent = z.infer<typeof eventSchema>;
