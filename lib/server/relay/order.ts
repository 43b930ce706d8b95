import "server-only";
import { z } from "zod";
import { open, seal } from "../auth/seal";
import { Refusal } from "./refusal";

const orderSchema = z.object({
  actor: z.string(),
  connection: z.string(),
  bucket: z.string(),
  does: z.enum(["put", "part", "read"]),
  /** What S3 is asked for, as the SDK's commands take it: key, version, upload id, part number, exact length, type, conditions. */
  input: z.looseObject({ Key: z.string(), ContentLength: z.number().optional() }),
  /** The headers that S3 is sent; what a browser sends in their place counts for nothing. */
  headers: z.record(z.string(), z.string()),
  /** Of a link for others: whose right it rests on. Null where only the actor's own requests count. */
  link: z
    .object({
      name: z.string(),
      email: z.string().nullable(),
      groups: z.array(z.string()),
      kind: z.enum(["user", "token"]),
    })
    .nullable(),
  /** Milliseconds since the epoch. */
  expires: z.number(),
});

/** One request that Cooper will pass on: one method, one object, one length, for a short time. */
export type Order = z.infer<typeof orderSchema>;

export const sealOrder = (order: Order): string => seal("relay", order);

/** Throws what S3 says of an address that is not one of its own, or too old: the sender asks for a fresh one. */
export function openOrder(sealed: string | undefined): Order {
  const parsed = orderSchema.safeParse(open("relay", sealed ?? ""));
  if (!parsed.success) throw notYours();
  if (parsed.data.expires <= Date.now()) throw expired();
  return parsed.data;
}

/** The same for an address that was changed and for one that is somebody else's: nobody learns which. */
export const notYours = () =>
  new Refusal(403, "AccessDenied", "This address is not one that Cooper gave you.");

export const expired = () => new Refusal(403, "AccessDenied", "Request has expired");
