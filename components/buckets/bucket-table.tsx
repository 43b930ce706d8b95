"use client";

import { Cylinder } from "lucide-react";
import Link from "next/link";
import { useRef } from "react";
import { formatDay } from "@/lib/client/format";
import { pages } from "@/lib/routes";
import type { Bucket } from "@/lib/schemas/connections";
import { useLanding } from "./use-landing";

export function BucketTable({ connection, buckets }: { connection: string; buckets: Bucket[] }) {
  const body = useRef<HTMLTableSectionElement>(null);
  useLanding(body, true);
  return (
    <table className="w-full table-fixed text-left">
      <thead className="sticky top-0 z-10 bg-surface text-muted text-sm">
        <tr className="h-8 border-b">
          <th scope="col" className="px-4 font-medium">
            Name
          </th>
          <th scope="col" className="w-36 px-4 font-medium max-sm:hidden">
            Region
          </th>
          <th scope="col" className="w-32 px-4 font-medium">
            Created
          </th>
        </tr>
      </thead>
      <tbody ref={body}>
        {buckets.map(({ name, region, created }) => (
          <tr key={name} className="relative h-11 border-b hover:bg-hover">
            <td className="px-4">
              {/* The link covers its row, so that the whole of it can be clicked. */}
              <Link
                href={pages.bucket(connection, name)}
                className="flex items-center gap-3 font-medium outline-none before:absolute before:inset-0 focus-visible:before:outline-2 focus-visible:before:outline-accent focus-visible:before:-outline-offset-2"
              >
                <Cylinder aria-hidden className="size-4 shrink-0 text-muted" />
                <span className="truncate">{name}</span>
              </Link>
            </td>
            <td className="truncate px-4 text-muted max-sm:hidden">{region ?? "–"}</td>
            <td className="truncate px-4 text-muted tabular-nums">{created ? formatDay(created) : "–"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
