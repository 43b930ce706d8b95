import type { Connection } from "@/lib/schemas/connections";

/** Where a connection's store is, as people know it. */
export function storePlace({
  transport,
  publicEndpoint,
}: Pick<Connection, "transport" | "publicEndpoint">): string {
  if (transport === "relay") return "through Cooper";
  return publicEndpoint ?? "AWS";
}
