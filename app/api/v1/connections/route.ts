import { operations } from "@/lib/schemas/operations";
import { listConnections } from "@/lib/server/connections";
import { route } from "@/lib/server/route";

export const GET = route(operations.listConnections, ({ actor }) => listConnections(actor));
