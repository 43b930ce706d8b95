import { operations } from "@/lib/schemas/operations";
import { openApiDocument } from "@/lib/server/openapi";
import { route } from "@/lib/server/route";

export const GET = route(operations.openapi, () => openApiDocument());
