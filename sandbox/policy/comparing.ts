import { BlockList, isIP } from "node:net";
import { filled, fits, type Variables } from "./pattern";

/** How one value of a request is compared with one value of a policy. */
type Comparison = {
  /** Whether a policy may name this value at all. */
  valid: (wanted: string) => boolean;
  holds: (actual: string, wanted: string, variables: Variables) => boolean;
};

function number(text: string): number {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

/** ISO 8601 or seconds since 1970. */
function time(text: string): number {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  return /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
}

function blockOf(text: string): BlockList | null {
  const [address = "", prefix, ...more] = text.split("/");
  const version = isIP(address);
  const bits = version === 4 ? 32 : 128;
  if (version === 0 || more.length > 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) return null;
  const length = prefix === undefined ? bits : Number(prefix);
  if (length > bits) return null;
  const list = new BlockList();
  list.addSubnet(address, length, version === 4 ? "ipv4" : "ipv6");
  return list;
}

function inBlock(address: string, block: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
  return blockOf(block)?.check(plain, isIP(plain) === 6 ? "ipv6" : "ipv4") ?? false;
}

function arnFits(actual: string, wanted: string, variables: Variables): boolean {
  const [actualParts, wantedParts] = [actual.split(":"), wanted.split(":")];
  // A wildcard never reaches over one of the first five colons.
  const head = (parts: string[]) => parts.slice(0, 5);
  const tail = (parts: string[]) => parts.slice(5).join(":");
  return (
    actualParts.length >= 6 &&
    head(wantedParts).every((part, at) => fits(part, actualParts[at] ?? "", variables)) &&
    fits(tail(wantedParts), tail(actualParts), variables)
  );
}

const anything = () => true;
const isArn = (wanted: string) => wanted.split(":").length >= 6 && wanted.startsWith("arn:");

function ordered(read: (text: string) => number, order: (actual: number, wanted: number) => boolean) {
  return {
    valid: (wanted: string) => !Number.isNaN(read(wanted)),
    holds: (actual: string, wanted: string) => order(read(actual), read(wanted)),
  };
}

/** Positive operators; each of the negated ones is the contrary of one of them. */
export const COMPARISONS: Readonly<Record<string, Comparison>> = {
  StringEquals: {
    valid: anything,
    holds: (actual, wanted, variables) => filled(wanted, variables) === actual,
  },
  StringEqualsIgnoreCase: {
    valid: anything,
    holds: (actual, wanted, variables) => filled(wanted, variables)?.toLowerCase() === actual.toLowerCase(),
  },
  StringLike: { valid: anything, holds: (actual, wanted, variables) => fits(wanted, actual, variables) },
  NumericEquals: ordered(number, (actual, wanted) => actual === wanted),
  NumericLessThan: ordered(number, (actual, wanted) => actual < wanted),
  NumericLessThanEquals: ordered(number, (actual, wanted) => actual <= wanted),
  NumericGreaterThan: ordered(number, (actual, wanted) => actual > wanted),
  NumericGreaterThanEquals: ordered(number, (actual, wanted) => actual >= wanted),
  DateEquals: ordered(time, (actual, wanted) => actual === wanted),
  DateLessThan: ordered(time, (actual, wanted) => actual < wanted),
  DateLessThanEquals: ordered(time, (actual, wanted) => actual <= wanted),
  DateGreaterThan: ordered(time, (actual, wanted) => actual > wanted),
  DateGreaterThanEquals: ordered(time, (actual, wanted) => actual >= wanted),
  Bool: {
    valid: (wanted) => /^(true|false)$/i.test(wanted),
    holds: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  },
  IpAddress: { valid: (wanted) => blockOf(wanted) !== null, holds: inBlock },
  ArnEquals: { valid: isArn, holds: arnFits },
  ArnLike: { valid: isArn, holds: arnFits },
};

export const NEGATIONS: Readonly<Record<string, string>> = {
  StringNotEquals: "StringEquals",
  StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
  StringNotLike: "StringLike",
  NumericNotEquals: "NumericEquals",
  DateNotEquals: "DateEquals",
  NotIpAddress: "IpAddress",
  ArnNotEquals: "ArnEquals",
  ArnNotLike: "ArnLike",
};
