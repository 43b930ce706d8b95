import { z } from "zod";

const bytes = z.int().min(0);
const milliseconds = z.int().min(0).max(86_400_000);
const seconds = z.int().min(0).max(86_400);
const code = z.string().regex(/^[A-Za-z]{1,64}$/, "expected an error code of S3, such as InternalError");
const message = z.string().max(1000);
/** The body of the request on its way in, or that of the answer on its way out. */
const side = z.enum(["request", "answer"]);

/** What can go wrong with one request. */
export const faultSchema = z.discriminatedUnion("kind", [
  /** An error instead of the operation; `readBody` takes the whole body first, as a server that fails late does. */
  z.strictObject({
    kind: z.literal("status"),
    status: z.int().min(400).max(599),
    code,
    message: message.optional(),
    retryAfter: seconds.optional(),
    readBody: z.boolean().default(false),
  }),
  /** 503 SlowDown instead of the operation. */
  z.strictObject({
    kind: z.literal("slow-down"),
    retryAfter: seconds.optional(),
    readBody: z.boolean().default(false),
  }),
  /** To another address; without one it is S3's 301 that names none. */
  z.strictObject({
    kind: z.literal("redirect"),
    status: z.union([z.literal(301), z.literal(302), z.literal(307), z.literal(308)], {
      error: "expected 301, 302, 307 or 308",
    }),
    location: z.url().optional(),
  }),
  /** Before the operation (`request`) or between it and the answer (`answer`). */
  z.strictObject({ kind: z.literal("delay"), in: side.default("request"), ms: milliseconds }),
  z.strictObject({ kind: z.literal("bandwidth"), in: side, bytesPerSecond: z.int().min(1) }),
  /** Stops reading or sending after so many bytes; without `ms` until the rule is removed. */
  z.strictObject({
    kind: z.literal("stall"),
    in: side,
    after: bytes.default(0),
    ms: milliseconds.optional(),
  }),
  /** RST after so many bytes of the body have come in or gone out. */
  z.strictObject({ kind: z.literal("reset"), in: side, after: bytes.default(0) }),
  /**
   * Only so many bytes of the body. A request's body is cut for S3 alone. An answer ends `badly` (the connection closes
   * before the length that was promised) or `well` (its message is whole, what it says is not).
   */
  z.strictObject({
    kind: z.literal("truncate"),
    in: side,
    after: bytes,
    ends: z.enum(["badly", "well"]).default("badly"),
  }),
  /** One bit of one byte; in the request before anything is checked, `stored` after all checks. */
  z.strictObject({
    kind: z.literal("corrupt"),
    in: z.enum(["request", "stored", "answer"]),
    /** Without it the request's own seed chooses. */
    at: bytes.optional(),
  }),
  /** The operation is done and the connection closed without a word. */
  z.strictObject({ kind: z.literal("lose-answer") }),
  /** 200 and an error in the body, where S3 does that; `handled` whether the operation was done all the same. */
  z.strictObject({
    kind: z.literal("error-body"),
    code: code.default("InternalError"),
    message: message.optional(),
    /** How many spaces come first, as S3 sends them while it works. */
    spaces: z.int().min(0).max(10_000).default(2),
    handled: z.boolean().default(false),
  }),
  z.strictObject({
    kind: z.literal("drop-headers"),
    names: z.array(z.string().regex(/^[a-z0-9-]+$/, "expected the name of a header in lower case")).min(1),
  }),
  /** An answer that no page of another origin may read. */
  z.strictObject({ kind: z.literal("cors-missing") }),
]);

export type Fault = z.infer<typeof faultSchema>;
export type FaultOf<Kind extends Fault["kind"]> = Extract<Fault, { kind: Kind }>;
