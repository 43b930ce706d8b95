"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { type SubmitEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, type DialogEnd } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { type BucketRef, createFolder } from "@/lib/client/api";
import { toEntries } from "@/lib/client/entries";
import { describeFailure } from "@/lib/client/failure";
import { folderNameProblem, folderPrefix, nameTakenBy } from "@/lib/client/folder-name";
import { objectsQuery } from "@/lib/client/queries";
import { queryKeys } from "@/lib/client/query-keys";
import { visibleName } from "@/lib/client/visible-name";
import { parentPrefix } from "@/lib/keys";

type Props = DialogEnd & {
  at: BucketRef;
  prefix: string;
  go: (prefix: string) => void;
  onCreated: (prefix: string) => void;
};

export function NewFolderDialog({ at, prefix, go, onCreated, ...end }: Props) {
  const client = useQueryClient();
  const form = useId();
  const [open, setOpen] = useState(true);
  const [name, setName] = useState("");
  const [tried, setTried] = useState(false);
  const wanted = folderPrefix(prefix, name);
  const create = useMutation({
    mutationFn: () => createFolder(at, wanted),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: queryKeys.bucketObjects(at.connection, at.bucket) });
      onCreated(wanted);
      setOpen(false);
    },
  });
  const problem = folderNameProblem(prefix, name);
  // The store takes a folder's marker a second time without a word, so what is loaded has to tell. What this very
  // dialog has just made is no name taken.
  const pages = client.getQueryData(objectsQuery(at, parentPrefix(wanted)).queryKey)?.pages ?? [];
  const taken =
    problem === null && !create.isPending && !create.isSuccess
      ? nameTakenBy(toEntries(pages, parentPrefix(wanted)), prefix, name)
      : null;
  const error = create.error
    ? describeFailure(create.error).message
    : taken === "folder"
      ? "There is a folder of this name already."
      : tried || name !== ""
        ? problem
        : null;

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (taken === "folder") {
      setOpen(false);
      go(wanted);
    } else if (problem === null && !create.isPending) create.mutate();
  };

  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      {...end}
      title="New folder"
      footer={
        <>
          <Button onClick={() => setOpen(false)}>Cancel</Button>
          <Button
            type="submit"
            form={form}
            variant={taken === "folder" ? "secondary" : "primary"}
            disabled={create.isPending}
          >
            {taken === "folder" ? "Open that folder" : create.isPending ? "Creating…" : "Create folder"}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate>
        <Field
          label="Name"
          error={error}
          hint={name.includes("/") && !name.endsWith("/") ? "Each “/” begins a folder within." : "\u00a0"}
        >
          {(wiring) => (
            <Input
              {...wiring}
              value={name}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => {
                setName(event.target.value);
                create.reset();
              }}
            />
          )}
        </Field>
        {taken === "file" && (
          <p role="status" className="mt-1 flex items-start gap-2 text-muted text-sm">
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
            <span className="min-w-0 break-words">
              There is also a file named {visibleName(wanted.slice(parentPrefix(wanted).length, -1))}; both
              will stand side by side.
            </span>
          </p>
        )}
      </form>
    </Dialog>
  );
}
