import { createHash } from "node:crypto";

export type Person = { id: string; password: string };

/** Who can sign in to the Cooper of the journeys; what each may do stands in cooper-config.ts. */
export const people = {
  admin: { id: "admin", password: "an admin's password" },
  /** May list and read below `shared/` in each bucket of the journeys, and no more. */
  reader: { id: "reader", password: "a reader's password" },
  /** May list, read and write there as well. */
  writer: { id: "writer", password: "a writer's password" },
  /** May do everything on the connection "faulty"; all others never see it, so its faults disturb no other journey. */
  oncall: { id: "oncall", password: "an on-call's password" },
  /** May do everything on the connection "relayed", which others never see. */
  remote: { id: "remote", password: "a remote's password" },
  /** May sign in, and nothing else. */
  nobody: { id: "nobody", password: "nobody's password" },
  /** Gets its password wrong. */
  forgetful: { id: "forgetful", password: "a forgotten password" },
} satisfies Record<string, Person>;

export type PersonName = keyof typeof people;

/** An API token with every action. */
export const apiToken = "journeys-token-0123456789abcdef0123456789abcdef";
export const apiTokenSha256 = createHash("sha256").update(apiToken).digest("hex");
