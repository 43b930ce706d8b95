import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Browser } from "@/components/browser/browser";
import { pages } from "@/lib/routes";
import { bucketParams } from "@/lib/schemas/primitives";
import { requireActor } from "@/lib/server/auth/require-actor";

type Props = PageProps<"/c/[connection]/[bucket]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await params).bucket };
}

export default async function BucketPage({ params, searchParams }: Props) {
  const { connection, bucket } = await params;
  const { prefix } = await searchParams;
  await requireActor(pages.bucket(connection, bucket, typeof prefix === "string" ? prefix : ""));
  if (!bucketParams.safeParse({ connection, bucket }).success) notFound();
  return <Browser key={`${connection}/${bucket}`} connection={connection} bucket={bucket} />;
}
