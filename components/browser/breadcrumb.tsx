"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { cn } from "@/components/ui/cn";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";
import type { BucketRef } from "@/lib/client/api";
import { connectionsQuery } from "@/lib/client/queries";
import { visibleName } from "@/lib/client/visible-name";
import { lastSegment, prefixTrail } from "@/lib/keys";
import { pages } from "@/lib/routes";
import { EntryName } from "./entry-name";
import { FolderLink } from "./folder-link";

/** So many folders are shown at the end; those before them wait in a menu. */
const SHOWN = 3;
const linkClass = "truncate rounded-sm px-1 py-0.5 text-muted hover:bg-hover hover:text-text";

export function Breadcrumb({
  at,
  prefix,
  go,
}: {
  at: BucketRef;
  prefix: string;
  go: (prefix: string) => void;
}) {
  const connections = useQuery(connectionsQuery());
  const name = connections.data?.find(({ id }) => id === at.connection)?.name ?? at.connection;
  const trail = prefixTrail(prefix);
  const hidden = trail.length > SHOWN + 1 ? trail.slice(0, -SHOWN) : [];
  const shown = trail.slice(hidden.length);
  return (
    <nav aria-label="Breadcrumb" className="min-w-0 flex-1">
      <ol className="flex min-w-0 items-center">
        <li className="flex min-w-0 max-w-40 shrink-[3] items-center max-lg:hidden">
          <Link
            href={pages.connection(at.connection)}
            className={cn(linkClass, connections.isPending && "invisible")}
          >
            {name}
          </Link>
        </li>
        <Crumb last={trail.length === 0} separated="max-lg:hidden">
          {trail.length === 0 ? (
            <span aria-current="page" className="truncate px-1 font-semibold">
              {at.bucket}
            </span>
          ) : (
            <FolderLink at={at} prefix="" go={go} className={linkClass}>
              {at.bucket}
            </FolderLink>
          )}
        </Crumb>
        {hidden.length > 0 && (
          <Crumb>
            <Menu>
              <MenuTrigger aria-label={`${hidden.length} folders between`} className={linkClass}>
                …
              </MenuTrigger>
              <MenuContent>
                {hidden.map((folder) => (
                  <MenuItem key={folder} onClick={() => go(folder)}>
                    <span className="truncate">{crumbName(folder)}</span>
                  </MenuItem>
                ))}
              </MenuContent>
            </Menu>
          </Crumb>
        )}
        {shown.map((folder) => (
          <Crumb key={folder} last={folder === prefix}>
            {folder === prefix ? (
              <span aria-current="page" title={crumbName(folder)} className="truncate px-1 font-semibold">
                <EntryName name={rawName(folder)} />
              </span>
            ) : (
              <FolderLink at={at} prefix={folder} go={go} title={crumbName(folder)} className={linkClass}>
                <EntryName name={rawName(folder)} />
              </FolderLink>
            )}
          </Crumb>
        ))}
      </ol>
    </nav>
  );
}

function Crumb(props: { last?: boolean; separated?: string; children: React.ReactNode }) {
  return (
    <li
      className={props.last ? "flex min-w-16 items-center" : "flex min-w-0 max-w-48 shrink-[2] items-center"}
    >
      <ChevronRight aria-hidden className={`size-3.5 shrink-0 text-faint ${props.separated ?? ""}`} />
      {props.children}
    </li>
  );
}

const rawName = (folder: string): string => lastSegment(folder).slice(0, -1) || "(empty name)";
const crumbName = (folder: string): string => visibleName(rawName(folder));
