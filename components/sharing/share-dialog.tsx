"use client";

import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useId, useState } from "react";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Dialog, type DialogEnd } from "@/components/ui/dialog";
import { type BucketRef, createLink } from "@/lib/client/api";
import { copyText } from "@/lib/client/copy-text";
import { describeFailure } from "@/lib/client/failure";
import { type Lifetime, lifetimeSeconds } from "@/lib/client/lifetime";
import { visibleName } from "@/lib/client/visible-name";
import { LifetimeFields } from "./lifetime-fields";
import { LinkResult } from "./link-result";

type Props = DialogEnd & { at: BucketRef; keyToShare: string; name: string };

export function ShareDialog({ at, keyToShare, name, ...end }: Props) {
  const form = useId();
  const [open, setOpen] = useState(true);
  const [lifetime, setLifetime] = useState<Lifetime>({ choice: "day", amount: "12", unit: "hours" });
  const [copied, setCopied] = useState<boolean | null>(null);
  const seconds = lifetimeSeconds(lifetime);

  const create = useMutation({
    mutationFn: (expiresIn: number) => createLink(at, { key: keyToShare, expiresIn }),
    onSuccess: async ({ url }) => setCopied(await copyText(url)),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (typeof seconds === "number" && !create.isPending) create.mutate(seconds);
  };
  const change = (next: Lifetime) => {
    setLifetime(next);
    setCopied(null);
    create.reset();
  };

  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      {...end}
      title={`Share ${visibleName(name)}`}
      description="Whoever has the link can download this file without signing in."
      footer={
        <>
          <Button onClick={() => setOpen(false)}>{create.data ? "Done" : "Cancel"}</Button>
          {!create.data && (
            <Button
              type="submit"
              form={form}
              variant="primary"
              disabled={create.isPending || typeof seconds === "string"}
            >
              {create.isPending ? "Creating…" : "Create link"}
            </Button>
          )}
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate className="flex flex-col gap-3">
        <LifetimeFields
          value={lifetime}
          onChange={change}
          problem={typeof seconds === "string" ? seconds : null}
        />
        {create.error && (
          <Banner tone="danger" title="No link was made">
            {describeFailure(create.error).message}
          </Banner>
        )}
        {create.data && (
          <LinkResult
            link={create.data}
            copied={copied}
            onCopy={async () => setCopied(await copyText(create.data.url))}
          />
        )}
      </form>
    </Dialog>
  );
}
