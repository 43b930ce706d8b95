import { AppError, isWireError } from "@/lib/errors";

/**
 * Asks Cooper's own API and answers its parsed JSON.
 * Every failure is an AppError whose message can be shown: Cooper's own, or `unavailable` when no Cooper answered.
 */
export async function request<T>(url: string, options: RequestOptions = {}): Promise<T> {
  const response = await send(url, options);
  return (response.status === 204 ? undefined : await readJson(response)) as T;
}

export type RequestOptions = { method?: string; body?: unknown; signal?: AbortSignal | undefined };

/** As `request`, but hands over the answer itself, for answers that stream. */
export async function send(url: string, { method, body, signal }: RequestOptions): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: method ?? (body === undefined ? "GET" : "POST"),
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? null,
      credentials: "same-origin",
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new AppError("unavailable", "Cooper cannot be reached. Check the network.", { cause });
  }
  if (!response.ok) throw await toError(response);
  return response;
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    throw new AppError(
      "unavailable",
      "The answer was not Cooper's: something between here and Cooper replied.",
      { cause },
    );
  }
}

async function toError(response: Response): Promise<AppError> {
  const retryAfter = Number(response.headers.get("retry-after")) || undefined;
  const options = retryAfter === undefined ? {} : { retryAfter };
  const body: unknown = await response.json().catch(() => null);
  if (isWireError(body)) return new AppError(body.error.code, body.error.message, options);
  return new AppError("unavailable", `Cooper answered with HTTP ${response.status} and no reason.`, options);
}
