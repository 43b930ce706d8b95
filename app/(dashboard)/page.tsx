import { ConnectionList } from "@/components/buckets/connection-list";
import { pages } from "@/lib/routes";
import { requireActor } from "@/lib/server/auth/require-actor";

export default async function HomePage() {
  await requireActor(pages.home());
  return <ConnectionList />;
}
