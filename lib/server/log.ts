import "server-only";
import pino from "pino";

/** One JSON line an event on standard output; never a signature, a cookie, a ticket or a password. */
export const log = pino({
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (level) => ({ level }) },
  // An error of the SDK carries its whole request, signature and all: only what says what happened is written.
  serializers: { err: briefly },
  redact: {
    paths: ["password", "*.password", "secret", "*.secret", "ticket", "*.ticket", "url"],
    censor: "[hidden]",
  },
});

function briefly(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  return { name, message, stack, ...(cause === undefined ? {} : { cause: briefly(cause) }) };
}
