"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { copyText } from "@/lib/client/copy-text";

/** What happened lately, to be read or sent to whoever is asked for help. */
export function LogDialog(props: { text: string; open: boolean; onOpenChange: (open: boolean) => void }) {
  const [copied, setCopied] = useState<"idle" | "copied" | "failed">("idle");
  const box = useRef<HTMLPreElement>(null);
  const { text, open } = props;
  useEffect(() => {
    if (!open) return;
    setCopied("idle");
    // What happened last is what one looks for first.
    const frame = requestAnimationFrame(() => box.current?.scrollTo({ top: box.current.scrollHeight }));
    return () => cancelAnimationFrame(frame);
  }, [open]);
  return (
    <Dialog
      open={open}
      onOpenChange={props.onOpenChange}
      title="Log of transfers"
      description="Times are in UTC. No line holds an address that would let anyone in."
      className="w-[min(52rem,calc(100vw-2rem))]"
      footer={
        <>
          <Button size="md" onClick={() => props.onOpenChange(false)}>
            Close
          </Button>
          <Button
            size="md"
            variant="primary"
            disabled={text === ""}
            onClick={() => void copyText(text).then((done) => setCopied(done ? "copied" : "failed"))}
          >
            {copied === "copied" ? <Check aria-hidden /> : <Copy aria-hidden />}
            {copied === "copied" ? "Copied" : copied === "failed" ? "Select and copy it by hand" : "Copy log"}
          </Button>
        </>
      }
    >
      <pre
        ref={box}
        role="log"
        aria-label="Log"
        className="max-h-[50vh] min-h-24 overflow-auto whitespace-pre-wrap break-words rounded-md border bg-ground p-3 font-mono text-sm"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
      >
        {text === "" ? "Nothing has happened yet." : text}
      </pre>
    </Dialog>
  );
}
