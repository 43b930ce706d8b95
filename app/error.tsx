"use client";

import { ServerCrash } from "lucide-react";
import { Button, buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { pages } from "@/lib/routes";

export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <div role="alert" className="flex h-full flex-1 flex-col">
      <EmptyState
        heading="h1"
        icon={ServerCrash}
        tone="danger"
        title="This page broke"
        action={
          <>
            <Button variant="primary" onClick={reset}>
              Try again
            </Button>
            <a className={buttonClass()} href={pages.home()}>
              Go to the start
            </a>
          </>
        }
      >
        <p>
          Nothing in your buckets was changed by this. Try again; if it breaks again, Cooper's log knows more.
        </p>
        {error.digest && <p className="mt-1 font-mono text-sm">{error.digest}</p>}
      </EmptyState>
    </div>
  );
}
