"use client";

import { ShareDialog } from "@/components/sharing/share-dialog";
import { UnfinishedDialog } from "@/components/transfers/unfinished-dialog";
import type { DialogEnd } from "@/components/ui/dialog";
import type { BucketRef } from "@/lib/client/api";
import type { Entry } from "@/lib/client/entries";
import { DeleteDialog } from "./delete-dialog";
import { NewFolderDialog } from "./new-folder-dialog";

/** What the browser has been asked to ask about. */
export type Asked =
  | { what: "delete"; entries: readonly Entry[] }
  | { what: "share"; entry: Entry }
  | { what: "new-folder" }
  | { what: "unfinished-uploads" };

type Props = DialogEnd & {
  at: BucketRef;
  prefix: string;
  go: (prefix: string) => void;
  onCreated: (prefix: string) => void;
  asked: Asked | null;
};

export function BrowserDialogs({ at, prefix, go, onCreated, asked, ...end }: Props) {
  switch (asked?.what) {
    case "delete":
      return <DeleteDialog at={at} entries={asked.entries} {...end} />;
    case "share":
      return <ShareDialog at={at} keyToShare={asked.entry.key} name={asked.entry.name} {...end} />;
    case "new-folder":
      return <NewFolderDialog at={at} prefix={prefix} go={go} onCreated={onCreated} {...end} />;
    case "unfinished-uploads":
      return <UnfinishedDialog at={at} {...end} />;
    default:
      return null;
  }
}
