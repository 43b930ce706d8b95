import "server-only";
import type { Connection } from "@/lib/schemas/connections";
import type { Actor } from "./access/actor";
import { seesConnection } from "./access/grants";
import { config } from "./config";
import { capabilitiesOf } from "./s3/capabilities";

/** The connections that this actor may see; the inner endpoint is nobody's business. */
export function listConnections(actor: Actor): { connections: Connection[] } {
  const visible = config().connections.filter(({ id }) => seesConnection(actor, id));
  return {
    connections: visible.map((connection) => ({
      id: connection.id,
      name: connection.name,
      publicEndpoint: connection.publicEndpoint ?? null,
      region: connection.region,
      transport: connection.transport,
      capabilities: capabilitiesOf(connection),
    })),
  };
}
