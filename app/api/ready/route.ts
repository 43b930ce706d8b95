import { AppError } from "@/lib/errors";
import { config } from "@/lib/server/config";
import { log } from "@/lib/server/log";
import { state } from "@/lib/server/state/state";

/** Able to serve: the configuration is read and the state answers. */
export async function GET(): Promise<Response> {
  const headers = { "cache-control": "no-store" };
  try {
    config();
    await state().list("ready/");
    return Response.json({ status: "ready" }, { headers });
  } catch (error) {
    log.warn({ err: error }, "not ready");
    const reason = error instanceof AppError ? error.message : "The state cannot be read.";
    return Response.json({ status: "not ready", reason }, { status: 503, headers });
  }
}
