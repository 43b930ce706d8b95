/** The last lines are what is asked for after a failure; more would only cost memory. */
const MOST = 5000;

export type Log = ReturnType<typeof createLog>;

/** What happened, with times, as text to be copied. Never an address: a presigned one is a key to the bucket. */
export function createLog(now: () => number) {
  const lines: string[] = [];
  let next = 0;
  return {
    add(about: string | null, what: string): void {
      const line = `${new Date(now()).toISOString()} ${about === null ? "" : `${about}: `}${withoutAddresses(what)}`;
      if (lines.length < MOST) lines.push(line);
      else lines[next] = line;
      next = (next + 1) % MOST;
    },
    text(): string {
      const inOrder = lines.length < MOST ? lines : [...lines.slice(next), ...lines.slice(0, next)];
      return inOrder.map((line) => `${line}\n`).join("");
    },
  };
}

/** Leaves of an address its host, and nothing of a signature. */
export function withoutAddresses(text: string): string {
  return text
    .replace(/\bhttps?:\/\/([^\s/?#'"<>]+)[^\s'"<>]*/gi, "$1")
    .replace(/\bX-Amz-[A-Za-z-]+=[^\s&'"<>]*/gi, "(removed)")
    .replace(/[\r\n]+/g, " ");
}
