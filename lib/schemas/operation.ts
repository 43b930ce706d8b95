import { z } from "zod";

/** One call of the HTTP API: the route parses by it and the OpenAPI document is made of it. */
export type Operation = {
  id: string;
  method: "get" | "post" | "put" | "delete" | "patch";
  /** As in OpenAPI: `{name}` for a path parameter. */
  path: string;
  summary: string;
  params: z.ZodType<Record<string, string>>;
  query: z.ZodType;
  body: z.ZodType | null;
  /** The largest body in bytes. */
  bodyLimit: number;
  response: z.ZodType | null;
  status: number;
  /** `application/x-ndjson`, one value of `response` a line. */
  streams: boolean;
  /** Also reached by links from elsewhere: a top-level navigation of a browser may come from any site. */
  navigable: boolean;
};

const SMALL = 256 * 1024;
export const LARGE = 1024 * 1024;
const nothing = z.strictObject({});
const defaults = {
  params: nothing,
  query: nothing,
  body: null,
  bodyLimit: SMALL,
  response: null,
  status: 200,
  streams: false,
  navigable: false,
} as const;

export const inBucket = "/api/v1/connections/{connection}/buckets/{bucket}";

export const define = <
  const T extends Partial<Operation> & Pick<Operation, "id" | "method" | "path" | "summary">,
>(
  operation: T,
) => ({ ...defaults, ...operation }) as Omit<typeof defaults, keyof T> & T;
