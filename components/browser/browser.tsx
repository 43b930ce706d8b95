"use client";

import { useRef, useState } from "react";
import { useDownloads } from "@/components/downloads/use-downloads";
import { toast } from "@/components/ui/toast";
import { copyText } from "@/lib/client/copy-text";
import { download } from "@/lib/client/download";
import type { Choice } from "@/lib/client/download-sources";
import type { Entry } from "@/lib/client/entries";
import { type EntryAction, s3Uri } from "@/lib/client/entry-actions";
import { describeFailure } from "@/lib/client/failure";
import { visibleName } from "@/lib/client/visible-name";
import { isFolderPrefix, parentPrefix } from "@/lib/keys";
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
  const { starts } = useDownloads();
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
    else if (action === "download-zip") begin(starts.zip(at, { entries, base: prefix }));
    else if (action === "download-folder") begin(starts.folder(at, { entries, base: prefix }));
    else if (entry.kind !== "object") return;
    else if (action === "download-parallel") begin(starts.file(at, entry.object));
    else begin(download(at, entry.key), () => act("download", [entry]));
  };
  const begin = (started: Promise<void>, again?: () => void) => {
    started.catch((error: unknown) => {
      const { title, message } = describeFailure(error);
      toast.failure({
        title: `Not downloaded: ${title}`,
        description: message,
        ...(again && { action: { label: "Try again", onClick: again } }),
      });
    });
  };
  const whole: Choice = { entries: [{ kind: "prefix", key: prefix }], base: parentPrefix(prefix) };

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
        onDownloadAll={{
          zip: () => begin(starts.zip(at, whole)),
          folder: () => begin(starts.folder(at, whole)),
        }}
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
