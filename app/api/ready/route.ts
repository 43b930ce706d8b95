import { AppError } from "@/lib/errors";
import { config } from "@/lib/server/config";
import { log } from "@/lib/server/log";
import { state } from "@/lib/server/state/state";
import { isStopping } from "@/lib/server/stopping";

/** Able to serve: the configuration is read, the state answers, and nobody told Cooper to stop. */
export async function GET(): Promise<Response> {
  const headers = { "cache-control": "no-store" };
  if (isStopping())
    return Response.json(
      { status: "not ready", reason: "Cooper is being stopped." },
      { status: 503, headers },
    );
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
