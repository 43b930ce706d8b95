"use client";

import type { ComponentProps, MouseEvent } from "react";
import type { BucketRef } from "@/lib/client/api";
import { pages } from "@/lib/routes";

type Props = Omit<ComponentProps<"a">, "href"> & {
  at: BucketRef;
  prefix: string;
  go: (prefix: string) => void;
};

/** A real link to a folder, so that it can be opened in a new tab; a plain click stays on this page. */
export function FolderLink({ at, prefix, go, ...props }: Props) {
  const click = (event: MouseEvent) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(prefix);
  };
  return <a {...props} href={pages.bucket(at.connection, at.bucket, prefix)} onClick={click} />;
}
