import { z } from "zod";
import { S3Error } from "../errors";
import { digestOf } from "../scale/digest";
import { ControlError, ok, type Route } from "./route";

const offset = z.coerce.number().pipe(z.int().min(0)).optional();
const schema = z
  .object({ bucket: z.string(), key: z.string(), start: offset, end: offset })
  .refine(({ start, end }) => (start === undefined) === (end === undefined), "start and end go together");

export const DIGEST_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/digest",
    query: Object.keys(schema.shape),
    run: async ({ gone, query }, { buckets }) => {
      const parsed = schema.safeParse(Object.fromEntries(query));
      if (!parsed.success)
        throw new ControlError(400, `The query is wrong: ${z.prettifyError(parsed.error)}`);
      const { bucket, key, start, end } = parsed.data;
      const range = start === undefined || end === undefined ? {} : { range: { start, end } };
      try {
        return ok(await digestOf(buckets.get(bucket), key, { ...range, signal: gone }));
      } catch (error) {
        if (error instanceof S3Error) throw new ControlError(error.status, `${error.code}: ${error.message}`);
        throw error;
      }
    },
  },
];
