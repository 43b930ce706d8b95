import type { Facts } from "../chaos/facts";
import type { ReceivedRequest } from "../http/received";
import type { S3Request } from "../http/request";
import { selectedHeaders, selectedQuery } from "./selected";

export const OUTCOMES = [
  /** Still under way. */
  "open",
  "answered",
  /** The client left before it had its answer. */
  "client-gone",
  /** A fault reset the connection. */
  "reset",
  /** A fault kept the answer back. */
  "lost",
  /** A fault ended the answer before its end. */
  "cut",
  /** The sandbox itself failed while it answered. */
  "broken",
] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** A fault that was chosen for a request. */
export type Struck = {
  /** The rule's id. */
  by: string;
  kind: string;
  /** Which side of the conversation, where the fault has one. */
  in?: string;
  /** Whether it came to it: a body may end before the byte that was to be changed. */
  happened: boolean;
  /** The offset of the byte that was changed. */
  at?: number;
};

/** One request, as it came and went. */
export type Entry = {
  /** Counts all requests, in the order in which their headers arrived. */
  sequence: number;
  /** Milliseconds since 1970. */
  start: number;
  end: number | null;
  /** S3's name for it; OPTIONS for a preflight; null where it is nothing that this server knows. */
  operation: string | null;
  method: string;
  bucket: string | null;
  key: string | null;
  part: number | null;
  /** Without what belongs to signatures. */
  query: Record<string, string>;
  /** Those that matter to S3; never signatures, tokens or keys. */
  headers: Record<string, string>;
  signed: "header" | "query" | "none";
  /** As claimed. */
  accessKeyId: string | null;
  /** Bytes of the body that came over the wire. */
  received: number;
  /** Bytes of content that S3 took out of them. */
  decoded: number;
  /** Bytes of the answer's body that the system took for sending. */
  sent: number;
  /** Of the answer, whether or not it got out. */
  status: number | null;
  /** S3's error code. */
  code: string | null;
  requestId: string;
  struck: Struck[];
  outcome: Outcome;
  /** Of the body as received, hexadecimal; only where the sandbox was started with it. */
  sha256: string | null;
};

/** The entry of a request that has just come; one that could not even be read is known by its method alone. */
export function newEntry(
  requestId: string,
  { method = "" }: ReceivedRequest,
  known: { request: S3Request; facts: Facts } | null,
): Omit<Entry, "sequence"> {
  const { request, facts } = known ?? {};
  return {
    start: Date.now(),
    end: null,
    operation: facts?.operation ?? null,
    method,
    bucket: facts?.bucket ?? null,
    key: facts?.key ?? null,
    part: facts?.part ?? null,
    query: request ? selectedQuery(request) : {},
    headers: request ? selectedHeaders(request) : {},
    signed: facts?.signed ?? "none",
    accessKeyId: facts?.accessKeyId ?? null,
    received: 0,
    decoded: 0,
    sent: 0,
    status: null,
    code: null,
    requestId,
    struck: [],
    outcome: "open",
    sha256: null,
  };
}

export type EntryFilter = {
  operation?: string | undefined;
  method?: string | undefined;
  bucket?: string | undefined;
  key?: string | undefined;
  part?: number | undefined;
  status?: number | undefined;
  outcome?: Outcome | undefined;
  /** The id of a rule that struck. */
  struck?: string | undefined;
};

export function fits(entry: Entry, filter: EntryFilter): boolean {
  const { struck, ...same } = filter;
  for (const [name, wanted] of Object.entries(same))
    if (wanted !== undefined && entry[name as keyof typeof same] !== wanted) return false;
  return struck === undefined || entry.struck.some(({ by, happened }) => by === struck && happened);
}
