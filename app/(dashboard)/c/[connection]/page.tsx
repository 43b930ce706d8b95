import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { BucketList } from "@/components/buckets/bucket-list";
import { pages } from "@/lib/routes";
import { connectionParams } from "@/lib/schemas/primitives";
import { requireActor } from "@/lib/server/auth/require-actor";

export const metadata: Metadata = { title: "Buckets" };

export default async function ConnectionPage({ params }: PageProps<"/c/[connection]">) {
  const { connection } = await params;
  await requireActor(pages.connection(connection));
  if (!connectionParams.safeParse({ connection }).success) notFound();
  return <BucketList key={connection} connection={connection} />;
}
