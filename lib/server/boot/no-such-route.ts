import "server-only";
import { randomUUID } from "node:crypto";
import { AppError, toWireError } from "@/lib/errors";
import { secureApiHeaders } from "../api-headers";
import { TARGET_HEADER } from "../request-body";
import { isWellFormedTarget } from "./request-target";

/** Answers what no route of the API answers: an error in Cooper's own form, the same for everybody. */
export function noSuchRoute(request: Request): Response {
  const requestId = randomUUID();
  const target = request.headers.get(TARGET_HEADER);
  const error =
    target === null || isWellFormedTarget(target)
      ? new AppError("not_found", "There is nothing here. GET /api/v1/openapi.json lists what there is.")
      : new AppError("invalid_request", "The address must be a path in valid percent-encoded UTF-8.");
  const response = Response.json(toWireError(error, requestId), { status: error.status });
  secureApiHeaders(response.headers, requestId);
  return response;
}
