import type { Entry } from "./entry";

/** What all requests of one operation come to. */
export type Total = {
  requests: number;
  /** Bytes of bodies off the wire, and of answers to it; a request counts once it is over. */
  received: number;
  sent: number;
  inFlight: number;
  mostInFlight: number;
  statuses: Record<string, number>;
  outcomes: Record<string, number>;
};

export function newTotal(): Total {
  return { requests: 0, received: 0, sent: 0, inFlight: 0, mostInFlight: 0, statuses: {}, outcomes: {} };
}

export function countBegin(total: Total): void {
  total.requests += 1;
  total.inFlight += 1;
  total.mostInFlight = Math.max(total.mostInFlight, total.inFlight);
}

export function countEnd(total: Total, entry: Entry): void {
  total.inFlight -= 1;
  total.received += entry.received;
  total.sent += entry.sent;
  total.outcomes[entry.outcome] = (total.outcomes[entry.outcome] ?? 0) + 1;
  if (entry.status !== null) total.statuses[entry.status] = (total.statuses[entry.status] ?? 0) + 1;
}
