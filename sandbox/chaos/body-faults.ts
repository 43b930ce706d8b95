import { Break, type Ordeal } from "./ordeal";
import { flipped, interrupted, paced, truncated } from "./streams";

type Bytes = AsyncIterable<Buffer>;
type Side = "request" | "answer";

/** Where a byte is to be changed, in a body of this length. */
export function placeOf(at: number | undefined, luck: number, length: number): number {
  return at ?? Math.floor(luck * length);
}

function stalled(body: Bytes, ordeal: Ordeal, side: Side): Bytes {
  let stream = body;
  for (const { fault, signal, happened } of ordeal.of("stall"))
    if (fault.in === side)
      stream = interrupted(stream, fault.after, async () => {
        happened();
        await ordeal.clock.sleep(fault.ms ?? null, signal);
      });
  return stream;
}

function reset(body: Bytes, ordeal: Ordeal, side: Side): Bytes {
  let stream = body;
  for (const { fault, happened } of ordeal.of("reset"))
    if (fault.in === side)
      stream = interrupted(stream, fault.after, async () => {
        happened();
        throw new Break("reset");
      });
  return stream;
}

/** A body as the faults leave it, first what changes it, then what holds it up; `length` is what it promised to have. */
export function faultyBody(body: Bytes, ordeal: Ordeal, side: Side, length: number): Bytes {
  let stream = body;
  for (const { fault, luck, happened } of ordeal.of("corrupt"))
    if (fault.in === side) {
      const at = placeOf(fault.at, luck, length);
      stream = flipped(stream, at, () => happened(at));
    }
  for (const { fault, happened } of ordeal.of("truncate"))
    if (fault.in === side)
      stream = truncated(stream, fault.after, () => {
        happened();
        if (side === "answer" && fault.ends === "badly") throw new Break("cut");
      });
  stream = reset(stalled(stream, ordeal, side), ordeal, side);
  for (const { fault, signal, happened } of ordeal.of("bandwidth"))
    if (fault.in === side) {
      happened();
      stream = paced(stream, { bytesPerSecond: fault.bytesPerSecond, clock: ordeal.clock, signal });
    }
  return stream;
}
