import "server-only";
import pino from "pino";

/** One JSON line an event on standard output; never a signature, a cookie, a ticket or a password. */
export const log = pino({
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (level) => ({ level }) },
  redact: {
    paths: ["password", "*.password", "secret", "*.secret", "ticket", "*.ticket", "url"],
    censor: "[hidden]",
  },
});
