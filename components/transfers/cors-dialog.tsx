"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { addCorsRule } from "@/lib/client/api";
import { copyText } from "@/lib/client/copy-text";
import type { CorsTrouble } from "@/lib/client/transfers/transfer";
import { corsJson } from "./cors-json";
import { useTransfers, useTransfersSnapshot } from "./use-transfers";

/** Says what a bucket's CORS rules lack, shows the rule, and adds it where the user may. */
export function CorsDialog() {
  const { cors } = useTransfersSnapshot();
  const [shown, setShown] = useState<CorsTrouble | null>(null);
  const [open, setOpen] = useState(false);
  if (cors && cors !== shown) {
    setShown(cors);
    setOpen(true);
  }
  return (
    shown && (
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={`Let this page upload to ${shown.target.bucket}`}
        description="The bucket's CORS rules decide which pages a browser may send files from."
        className="w-[min(36rem,calc(100vw-2rem))]"
        footer={<Actions trouble={shown} onDone={() => setOpen(false)} />}
      >
        <Explanation trouble={shown} />
      </Dialog>
    )
  );
}

function Explanation({ trouble: { cors, message, target } }: { trouble: CorsTrouble }) {
  const json = corsJson(cors.proposal);
  return (
    <div className="space-y-3">
      {cors.missing.length > 0 ? (
        <ul className="list-disc space-y-1 pl-5">
          {cors.missing.map((lack) => (
            <li key={lack}>{lack}</li>
          ))}
        </ul>
      ) : (
        <p>{message}</p>
      )}
      <div>
        <div className="mb-1 flex items-center justify-between">
          <p className="text-muted">
            {cors.rules?.length ? "The rule to add to those it has" : "The rule it needs"}
          </p>
          <CopyButton text={json} />
        </div>
        <pre
          className="max-h-72 overflow-auto rounded-md border bg-ground p-3 font-mono text-sm"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
          tabIndex={0}
        >
          {json}
        </pre>
      </div>
      {!cors.canAdd && (
        <p className="text-muted">
          You may not change this here. Ask your administrator to add the rule to the bucket {target.bucket},
          then try again.
        </p>
      )}
    </div>
  );
}

function CopyButton({ text }: { text: string }) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  return (
    <Button onClick={() => void copyText(text).then((copied) => setState(copied ? "copied" : "failed"))}>
      {state === "copied" ? <Check aria-hidden /> : <Copy aria-hidden />}
      {state === "copied" ? "Copied" : state === "failed" ? "Select and copy it by hand" : "Copy rule"}
    </Button>
  );
}

function Actions({ trouble, onDone }: { trouble: CorsTrouble; onDone: () => void }) {
  const transfers = useTransfers();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  function retryAll(): void {
    const { ids, get } = transfers.snapshot();
    for (const id of ids) {
      const transfer = get(id);
      if (transfer?.failure?.kind !== "cors") continue;
      if (transfer.bucket !== trouble.target.bucket || transfer.connection !== trouble.target.connection)
        continue;
      transfers.retry(id);
    }
    onDone();
  }

  async function add(): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      const { passes, missing } = await addCorsRule(trouble.target, window.location.origin);
      if (passes) retryAll();
      else
        setProblem(
          `The rule was added, but the bucket still does not let this page in. ${missing.join(" ")}`,
        );
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  }

  return (
    <>
      {problem && (
        <Banner tone="danger" className="w-full">
          {problem}
        </Banner>
      )}
      <Button size="md" onClick={onDone}>
        Close
      </Button>
      <Button
        size="md"
        variant={trouble.cors.canAdd ? "secondary" : "primary"}
        disabled={busy}
        onClick={retryAll}
      >
        Try again
      </Button>
      {trouble.cors.canAdd && (
        <Button size="md" variant="primary" disabled={busy} onClick={() => void add()}>
          {busy ? "Adding the rule…" : "Add this rule"}
        </Button>
      )}
    </>
  );
}
