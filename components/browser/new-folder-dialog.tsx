"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, type DialogEnd } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { type BucketRef, createFolder } from "@/lib/client/api";
import { describeFailure } from "@/lib/client/failure";
import { folderNameProblem, folderPrefix } from "@/lib/client/folder-name";
import { queryKeys } from "@/lib/client/query-keys";

type Props = DialogEnd & { at: BucketRef; prefix: string };

export function NewFolderDialog({ at, prefix, ...end }: Props) {
  const client = useQueryClient();
  const form = useId();
  const [open, setOpen] = useState(true);
  const [name, setName] = useState("");
  const [tried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: () => createFolder(at, folderPrefix(prefix, name)),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: queryKeys.bucketObjects(at.connection, at.bucket) });
      setOpen(false);
    },
  });
  const problem = folderNameProblem(prefix, name);
  const error = create.error ? describeFailure(create.error).message : tried || name !== "" ? problem : null;

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (problem === null && !create.isPending) create.mutate();
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
          <Button type="submit" form={form} variant="primary" disabled={create.isPending}>
            {create.isPending ? "Creating…" : "Create folder"}
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
      </form>
    </Dialog>
  );
}
