import { z } from "zod";
import { S3Error } from "../errors";
import { count, parseQuery } from "./query";
import { ControlError, ok, type Route } from "./route";

const digestSchema = z
  .object({ bucket: z.string(), key: z.string(), start: count.optional(), end: count.optional() })
  .refine(({ start, end }) => (start === undefined) === (end === undefined), {
    path: ["end"],
    message: "expected start and end, both included, or neither",
  });

export const OBJECTS_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/objects/digest",
    query: Object.keys(digestSchema.shape),
    run: async (ask, { digestOf }) => {
      const { bucket, key, start, end } = parseQuery(digestSchema, ask);
      const range = start === undefined || end === undefined ? {} : { range: { start, end } };
      try {
        return ok(await digestOf(bucket, key, { ...range, signal: ask.gone }));
      } catch (error) {
        if (error instanceof S3Error) throw new ControlError(error.status, `${error.code}: ${error.message}`);
        throw error;
      }
    },
  },
];
