import "server-only";

/** How the bytes travel: between browser and S3, or through Cooper. */
export const TRANSPORTS = ["direct", "relay"] as const;

export type Transport = (typeof TRANSPORTS)[number];

export const isTransport = (value: string): value is Transport => TRANSPORTS.some((known) => known === value);

export const TRANSPORT_PROBLEM =
  "must be `direct` (bytes travel between browser and S3) or `relay` (through Cooper).";

export const NOTHING_PUBLIC =
  "has no meaning where the transport is `relay`, since browsers talk to Cooper only: leave it out.";
