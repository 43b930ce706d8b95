"use client";

import { useRef, useState } from "react";
import { toast } from "@/components/ui/toast";
import { copyText } from "@/lib/client/copy-text";
import { download } from "@/lib/client/download";
import type { Entry } from "@/lib/client/entries";
import { type EntryAction, s3Uri } from "@/lib/client/entry-actions";
import { describeFailure } from "@/lib/client/failure";
import { visibleName } from "@/lib/client/visible-name";
import { isFolderPrefix } from "@/lib/keys";
import { type Asked, BrowserDialogs } from "./browser-dialogs";
import { FolderView } from "./folder-view";
import { NoFolder } from "./no-folder";
import { useFolder } from "./use-folder";

/** The file manager of one bucket. Dialogs live here and not in the folder, so that going back loses no running work. */
export function Browser({ connection, bucket }: { connection: string; bucket: string }) {
  const at = { connection, bucket };
  const { prefix, go, places } = useFolder(at);
  const grid = useRef<HTMLDivElement>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [created, setCreated] = useState<{ prefix: string } | null>(null);

  const copy = async (text: string, what: string) => {
    if (await copyText(text)) toast.success({ title: `${what} copied`, description: visibleName(text) });
    else
      toast.info({
        title: `Copy the ${what.toLowerCase()} yourself: the browser refuses`,
        description: visibleName(text),
      });
  };
  const act = (action: EntryAction, entries: readonly Entry[]) => {
    const [entry] = entries;
    if (!entry) return;
    if (action === "open") go(entry.key);
    else if (action === "delete") setAsked({ what: "delete", entries });
    else if (action === "share") setAsked({ what: "share", entry });
    else if (action === "copy-key") void copy(entry.key, "Key");
    else if (action === "copy-uri") void copy(s3Uri(bucket, entry.key), "S3 URI");
    else
      download(at, entry.key).catch((error: unknown) => {
        const { title, message } = describeFailure(error);
        toast.failure({ title: `Not downloaded: ${title}`, description: message });
      });
  };

  if (!isFolderPrefix(prefix)) return <NoFolder at={at} prefix={prefix} go={go} />;
  return (
    <>
      <FolderView
        key={prefix}
        at={at}
        prefix={prefix}
        go={go}
        place={places.get(prefix)}
        onLeave={(place) => places.set(prefix, place)}
        onAction={act}
        onNewFolder={() => setAsked({ what: "new-folder" })}
        onUnfinished={() => setAsked({ what: "unfinished-uploads" })}
        created={created}
        gridRef={grid}
        asking={asked !== null}
      />
      <BrowserDialogs
        at={at}
        prefix={prefix}
        go={go}
        onCreated={(made) => setCreated({ prefix: made })}
        asked={asked}
        finalFocus={grid}
        onClosed={() => setAsked(null)}
      />
    </>
  );
}
