"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight, Cylinder, Server } from "lucide-react";
import Link from "next/link";
import { useParams, usePathname } from "next/navigation";
import { useId, useState } from "react";
import { cn } from "@/components/ui/cn";
import { describeFailure } from "@/lib/client/failure";
import { bucketsQuery } from "@/lib/client/queries";
import { pages } from "@/lib/routes";
import type { Connection } from "@/lib/schemas/connections";

const itemClass =
  "flex h-7 min-w-0 items-center gap-2 rounded-md px-2 text-muted transition-colors hover:bg-hover hover:text-text aria-[current=page]:bg-press aria-[current=page]:font-medium aria-[current=page]:text-text pointer-coarse:h-10 [&_svg]:size-4 [&_svg]:shrink-0";

export function SidebarConnection(props: {
  connection: Connection;
  startOpen: boolean;
  onNavigate?: () => void;
}) {
  const { id, name } = props.connection;
  const [open, setOpen] = useState(props.startOpen);
  const list = useId();
  const pathname = usePathname();
  return (
    <section aria-label={name}>
      <div className="flex items-center">
        <button
          type="button"
          aria-label={`Buckets of ${name}`}
          aria-expanded={open}
          aria-controls={list}
          onClick={() => setOpen(!open)}
          className="flex size-6 shrink-0 items-center justify-center rounded-sm text-faint hover:bg-hover hover:text-text pointer-coarse:size-9"
        >
          <ChevronRight aria-hidden className={cn("size-3.5 transition-transform", open && "rotate-90")} />
        </button>
        <Link
          href={pages.connection(id)}
          {...(props.onNavigate && { onClick: props.onNavigate })}
          aria-current={pathname === pages.connection(id) ? "page" : undefined}
          className={cn(itemClass, "flex-1 pl-1 font-medium text-text")}
        >
          <Server aria-hidden />
          <span className="truncate">{name}</span>
        </Link>
      </div>
      <ul id={list} hidden={!open} className="mt-0.5 flex flex-col gap-px pl-4">
        {open && <BucketItems connection={id} {...(props.onNavigate && { onNavigate: props.onNavigate })} />}
      </ul>
    </section>
  );
}

function BucketItems({ connection, onNavigate }: { connection: string; onNavigate?: () => void }) {
  const params = useParams<{ connection?: string; bucket?: string }>();
  const buckets = useQuery(bucketsQuery(connection));
  const opened = params.connection === connection ? params.bucket : undefined;
  const names = buckets.data?.buckets.map(({ name }) => name) ?? [];
  // A bucket that was opened by name is one that the store does not list.
  if (opened && !names.includes(opened)) names.push(opened);
  const failure = buckets.data ? null : (buckets.error ?? buckets.failureReason);
  return (
    <>
      {names.map((name) => (
        <li key={name}>
          <Link
            href={pages.bucket(connection, name)}
            {...(onNavigate && { onClick: onNavigate })}
            aria-current={name === opened ? "page" : undefined}
            title={name}
            className={itemClass}
          >
            <Cylinder aria-hidden />
            <span className="truncate">{name}</span>
          </Link>
        </li>
      ))}
      {failure && <li className="px-2 py-1 text-muted text-sm">{describeFailure(failure).title}.</li>}
      {buckets.data && names.length === 0 && <li className="px-2 py-1 text-muted text-sm">No buckets</li>}
    </>
  );
}
