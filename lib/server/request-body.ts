import "server-only";
import { AppError } from "@/lib/errors";

/** Carries the request's target as it was sent: Next hands over one in which broken percent-encoding is replaced. */
export const TARGET_HEADER = "x-cooper-target";

/** A request's JSON, counted while it is read: a declared length is only the caller's word. */
export async function readJsonBody(request: Request, limit: number): Promise<unknown> {
  const type = request.headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    throw new AppError("unsupported_media_type", "Send JSON, with content-type: application/json.");
  }
  const text = await readText(request, limit);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("invalid_request", "The body is not valid JSON.", { cause });
  }
}

async function readText(request: Request, limit: number): Promise<string> {
  const tooLarge = () =>
    new AppError("too_large", `A body here may have ${limit.toLocaleString("en")} bytes at most.`);
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (!request.body) return "";
  for await (const chunk of request.body) {
    size += chunk.length;
    if (size > limit) throw tooLarge();
    chunks.push(chunk);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch (cause) {
    throw new AppError("invalid_request", "The body is not valid UTF-8.", { cause });
  }
}

/** The query, each name once, percent-decoded exactly once; bytes that are not UTF-8 are refused and never replaced. */
export function readQuery(url: string): Record<string, string> {
  const start = url.indexOf("?");
  const query: Record<string, string> = Object.create(null);
  if (start === -1) return query;
  for (const pair of url
    .slice(start + 1)
    .split("#", 1)[0]
    ?.split("&") ?? []) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decode(equals === -1 ? pair : pair.slice(0, equals));
    if (name in query)
      throw new AppError("invalid_request", `The query names ${JSON.stringify(name)} twice.`);
    query[name] = equals === -1 ? "" : decode(pair.slice(equals + 1));
  }
  return query;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch (cause) {
    throw new AppError("invalid_request", "The query is not valid percent-encoded UTF-8.", { cause });
  }
}
