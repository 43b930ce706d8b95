import { AppError } from "@/lib/errors";
import { astrayMessage, leadsAstray } from "./loopback";

const ANSWER_MS = 10_000;

/** Why the store gave no download at an address, as far as it lets this page see. */
export async function refusalOf(url: string): Promise<AppError> {
  const first = { headers: { range: "bytes=0-0" }, credentials: "omit", cache: "no-store" } as const;
  const answer = await ask(url, first);
  if (answer) return inWords(answer.status, await codeIn(answer));
  // Without a CORS rule nothing can be read; whether somebody is there can be told all the same.
  const somebody = await ask(new URL("/", url).href, { mode: "no-cors", credentials: "omit" });
  if (somebody)
    return new AppError(
      "s3_denied",
      "The store refused the download. Why cannot be seen from here: the bucket's CORS rules do not let this page read its answers.",
    );
  if (leadsAstray(window.location.origin, url)) return new AppError("s3_unreachable", astrayMessage(url));
  return new AppError("s3_unreachable", `Nothing answers at the store's address ${new URL(url).origin}.`);
}

const ask = (url: string, init: RequestInit): Promise<Response | null> =>
  fetch(url, { ...init, signal: AbortSignal.timeout(ANSWER_MS) }).catch(() => null);

/** The code in S3's error document. */
async function codeIn(answer: Response): Promise<string> {
  if (answer.ok) {
    await answer.body?.cancel();
    return "";
  }
  const text = await answer.text().catch(() => "");
  return /<Code>([A-Za-z]{1,64})<\/Code>/.exec(text)?.[1] ?? "";
}

function inWords(status: number, code: string): AppError {
  // 416: an empty object has no first byte.
  if (status < 400 || status === 416)
    return new AppError("s3_busy", "The store failed at first, and answers again now.");
  if (code === "NoSuchKey" || status === 404)
    return new AppError("not_found", "The object was deleted meanwhile.");
  if (code === "InvalidObjectState")
    return new AppError("conflict", "The object is in an archive. It has to be restored first.");
  if (status === 429 || status === 503)
    return new AppError("s3_busy", "The store is busy and asks to slow down.");
  if (status >= 500) return new AppError("s3_error", `The store failed (${code || `HTTP ${status}`}).`);
  return new AppError("s3_denied", `The store refused the download (${code || `HTTP ${status}`}).`);
}
