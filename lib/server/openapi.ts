import "server-only";
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from "zod-openapi";
import { wireErrorSchema } from "@/lib/schemas/events";
import type { Operation } from "@/lib/schemas/operation";
import { operations } from "@/lib/schemas/operations";

/** The description of the HTTP API, made of the very schemas that its routes parse with. */
export function openApiDocument(): Record<string, unknown> {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const operation of Object.values(operations) as Operation[]) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) };
  }
  const document = createDocument({
    openapi: "3.1.0",
    info: {
      title: "Cooper",
      version: "1",
      description:
        "Browse, upload to, download from and share S3 buckets. Sizes are bytes, times ISO 8601 UTC. Keys stand in the query or the body only.",
    },
    security: [{ session: [] }, { token: [] }],
    components: {
      securitySchemes: {
        session: { type: "apiKey", in: "cookie", name: "cooper.session" },
        token: { type: "http", scheme: "bearer" },
      },
    },
    paths: paths as ZodOpenApiPathsObject,
  });
  return document as unknown as Record<string, unknown>;
}

function describe({
  id,
  summary,
  params,
  query,
  body,
  response,
  status,
  streams,
}: Operation): ZodOpenApiOperationObject {
  const type = streams ? "application/x-ndjson" : "application/json";
  return {
    operationId: id,
    summary,
    requestParams: { path: params as never, query: query as never },
    ...(body ? { requestBody: { required: true, content: { "application/json": { schema: body } } } } : {}),
    responses: {
      [String(status)]: {
        description: "Done",
        ...(response ? { content: { [type]: { schema: response } } } : {}),
      },
      default: {
        description: "Refused or failed",
        content: { "application/json": { schema: wireErrorSchema } },
      },
    },
  };
}
