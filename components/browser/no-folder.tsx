"use client";

import { SearchX } from "lucide-react";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import type { BucketRef } from "@/lib/client/api";
import { visibleName } from "@/lib/client/visible-name";
import { parentPrefix } from "@/lib/keys";
import { FolderLink } from "./folder-link";

/** For an address whose prefix does not end in `/`. */
export function NoFolder(props: { at: BucketRef; prefix: string; go: (prefix: string) => void }) {
  const choices = [`${props.prefix}/`, parentPrefix(props.prefix)];
  return (
    <EmptyState
      heading="h1"
      icon={SearchX}
      title="This address names no folder"
      action={choices.map((prefix) => (
        <FolderLink key={prefix} at={props.at} prefix={prefix} go={props.go} className={buttonClass()}>
          Open {prefix === "" ? props.at.bucket : visibleName(prefix)}
        </FolderLink>
      ))}
    >
      A folder's prefix ends in “/”; “{visibleName(props.prefix)}” does not.
    </EmptyState>
  );
}
