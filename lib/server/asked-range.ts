import "server-only";

/** The one range of bytes that a reader asks for; whoever asks for several gets the whole, as HTTP allows. */
export function askedRange(asked: Headers): string | undefined {
  const range = asked.get("range");
  return range !== null && /^bytes=(\d+-\d*|-\d+)$/.test(range) ? range : undefined;
}
