"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useRef } from "react";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { formatMoment } from "@/lib/client/format";
import { isLoopback, leadsAstray } from "@/lib/client/loopback";
import type { Link } from "@/lib/schemas/objects";

const LIMITS: Record<Link["limitedBy"], string> = {
  choice: "as you chose.",
  sigv4: "because S3 knows no link that lives longer than 7 days.",
  credentials: "because the credentials that sign it end then.",
};

/** The link itself, whether it is on the clipboard, and when it really dies. */
export function LinkResult(props: { link: Link; copied: boolean | null; onCopy: () => void }) {
  const { link, copied } = props;
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (copied === false) field.current?.select();
  }, [copied]);
  const { hostname, origin } = new URL(link.url);
  return (
    <>
      {isLoopback(hostname) && (
        <Banner
          tone="warning"
          title={
            leadsAstray(window.location.origin, link.url)
              ? "Only the store's own machine can open this link"
              : "Only this machine can open this link"
          }
        >
          {origin} leads everybody to their own computer. For links that others can open, your administrator
          has to set S3_PUBLIC_ENDPOINT (publicEndpoint) to an address that they reach.
        </Banner>
      )}
      <Field
        label="Link"
        hint={
          copied
            ? "Copied to the clipboard."
            : copied === false
              ? "The browser refuses to copy here: press Ctrl+C (⌘C on a Mac)."
              : "\u00a0"
        }
      >
        {(wiring) => (
          <div className="flex gap-2">
            <Input
              {...wiring}
              ref={field}
              readOnly
              value={link.url}
              className="font-mono text-sm"
              onFocus={(event) => event.target.select()}
            />
            <Button size="md" onClick={props.onCopy}>
              {copied ? <Check aria-hidden /> : <Copy aria-hidden />} Copy
            </Button>
          </div>
        )}
      </Field>
      <p>
        It works until{" "}
        <time dateTime={link.expiresAt} className="font-medium">
          {formatMoment(link.expiresAt)}
        </time>
        , {LIMITS[link.limitedBy]} <span className="text-muted">It cannot be taken back before.</span>
      </p>
    </>
  );
}
