import { relay } from "@/lib/server/relay/relay";

export { relay as GET, relay as HEAD, relay as PUT };
