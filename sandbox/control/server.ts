import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CHAOS_ROUTES } from "./chaos-routes";
import { JOURNAL_ROUTES } from "./journal-routes";
import { OBJECTS_ROUTES } from "./objects-routes";
import { hasToken, parseTarget, readJsonBody, requireUsableToken } from "./request";
import { type Answered, ControlError, type Desk, type Route } from "./route";

export type ControlOptions = {
  /** 0, the default, takes a free one. */
  port?: number;
  /** Whoever has it may do everything here. */
  token: string;
};

export type Control = { url: string; port: number; close(): Promise<void> };

const ROUTES: readonly Route[] = [...CHAOS_ROUTES, ...JOURNAL_ROUTES, ...OBJECTS_ROUTES];

function idIn(path: string, route: Route): string | null {
  if (!route.path.endsWith("/:id")) return path === route.path ? "" : null;
  const folder = route.path.slice(0, -":id".length);
  const id = path.startsWith(folder) ? path.slice(folder.length) : "";
  return /^[A-Za-z0-9_-]+$/.test(id) ? id : null;
}

async function serve(incoming: IncomingMessage, gone: AbortSignal, desk: Desk): Promise<Answered> {
  const { path, query } = parseTarget(incoming.url ?? "");
  const here = ROUTES.filter((route) => idIn(path, route) !== null);
  if (here.length === 0) {
    const known = ROUTES.map((route) => `${route.method} ${route.path}`).join(", ");
    throw new ControlError(404, `There is nothing at ${path}; there is ${known}.`);
  }
  const route = here.find(({ method }) => method === incoming.method);
  if (!route) {
    const methods = here.map(({ method }) => method).join(", ");
    throw new ControlError(405, `${path} knows ${methods}.`);
  }
  const allowed = route.query ?? [];
  const unknown = [...query.keys()].find((name) => !allowed.includes(name));
  if (unknown !== undefined)
    throw new ControlError(400, `${path} knows no ${unknown}; it knows ${allowed.join(", ") || "none"}.`);
  const body = await readJsonBody(incoming);
  return await route.run({ query, id: idIn(path, route) ?? "", body, gone }, desk);
}

async function answer(
  incoming: IncomingMessage,
  response: ServerResponse,
  token: string,
  desk: Desk,
): Promise<void> {
  let answered: Answered;
  const leaving = new AbortController();
  response.once("close", () => leaving.abort());
  try {
    if (!hasToken(incoming, token)) {
      response.setHeader("www-authenticate", "Bearer");
      throw new ControlError(401, "The control port wants its token: authorization: Bearer …");
    }
    answered = await serve(incoming, leaving.signal, desk);
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    const { status, message, problems } = error;
    answered = { status, value: problems.length > 0 ? { error: message, problems } : { error: message } };
  }
  response.writeHead(answered.status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(answered.value));
}

/** Opens the control port, on this machine alone. */
export async function startControl({ port = 0, token }: ControlOptions, desk: Desk): Promise<Control> {
  requireUsableToken(token);
  const server = createServer((incoming, response) => {
    answer(incoming, response, token, desk).catch((error: unknown) => {
      if (!response.destroyed) console.error(error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
