"use client";

import { FolderOpen } from "lucide-react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export function EmptyFolder(props: { bucket: string; prefix: string; canWrite: boolean; onUp: () => void }) {
  const next = props.canWrite ? "Drop files or folders here to upload them." : "You may not upload here.";
  if (props.prefix === "")
    return (
      <EmptyState icon={FolderOpen} title="This bucket is empty">
        {next}
      </EmptyState>
    );
  return (
    <EmptyState
      icon={FolderOpen}
      title="Nothing below this prefix"
      action={<Button onClick={props.onUp}>One folder up</Button>}
    >
      S3 knows folders only by what is in them: this one is empty or does not exist. {next}
    </EmptyState>
  );
}
