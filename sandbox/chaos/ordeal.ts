import type { ServerResponse } from "node:http";
import { setImmediate, setTimeout } from "node:timers/promises";
import type { ReceivedRequest } from "../http/received";
import type { Struck } from "../journal/entry";
import type { Recording } from "../journal/recording";
import type { Chaos, Strike } from "./chaos";
import type { Clock } from "./clock";
import type { Fault, FaultOf } from "./fault";

/** The connection ends here, and nothing more is to be said on it. */
export class Break extends Error {
  constructor(readonly how: "reset" | "lost" | "cut") {
    super(`A fault ended the connection: ${how}.`);
    this.name = "Break";
  }
}

export type Blow<Some extends Fault = Fault> = {
  fault: Some;
  luck: number;
  signal: AbortSignal;
  /** The fault has come to pass. */
  happened: (at?: number) => void;
};

type Party = { incoming: ReceivedRequest; response: ServerResponse; recording: Recording; clock: Clock };

/** All that befalls one request. */
export class Ordeal {
  readonly #blows: Blow[];

  constructor(
    strikes: readonly Strike[],
    chaos: Chaos,
    readonly party: Party,
  ) {
    const { recording, response } = party;
    this.#blows = strikes.map(({ by, fault, luck, release }) => {
      const side = "in" in fault ? { in: fault.in } : {};
      const struck: Struck = { by, kind: fault.kind, ...side, happened: false };
      recording.strike(struck);
      const happened = (at?: number) => {
        if (at !== undefined) struck.at = at;
        recording.happened(struck);
      };
      return { fault, luck, signal: release.signal, happened };
    });
    response.once("close", () => chaos.over(strikes));
  }

  get clock(): Clock {
    return this.party.clock;
  }

  get all(): readonly Blow[] {
    return this.#blows;
  }

  of<Kind extends Fault["kind"]>(kind: Kind): Blow<FaultOf<Kind>>[] {
    return this.#blows.filter((blow): blow is Blow<FaultOf<Kind>> => blow.fault.kind === kind);
  }

  /** Whether any of it befalls the answer's head or body, rather than only its time. */
  get spoilsAnswer(): boolean {
    return this.#blows.some(
      ({ fault }) =>
        fault.kind === "drop-headers" ||
        fault.kind === "cors-missing" ||
        (fault.kind !== "delay" && "in" in fault && fault.in === "answer"),
    );
  }

  async delay(side: "request" | "answer"): Promise<void> {
    for (const { fault, signal, happened } of this.of("delay"))
      if (fault.in === side) {
        happened();
        await this.clock.sleep(fault.ms, signal);
      }
  }

  /** Ends the connection as the break says; what was written before goes out first. */
  async end({ how }: Break): Promise<void> {
    const { incoming, recording } = this.party;
    const { socket } = incoming;
    recording.endAs(how);
    if (how === "lost") return void socket.destroy();
    await new Promise<void>((resolve) => socket.write("", () => resolve()));
    if (how === "cut") return void socket.destroySoon();
    // A reset that comes together with bytes may cost the client these bytes, or pass for an orderly end: it reads first.
    await setTimeout(20);
    await setImmediate();
    socket.resetAndDestroy();
  }
}
