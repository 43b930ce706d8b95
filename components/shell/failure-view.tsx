"use client";

import { CloudOff, Lock, LogIn, SearchX, ServerCrash, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { Button, buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Spinner } from "@/components/ui/spinner";
import { describeFailure, type Failure } from "@/lib/client/failure";
import { pages } from "@/lib/routes";

/** In place of a list that could not be read: what failed, why, and what to do. */
export function FailureView(props: {
  error: unknown;
  /** It is being tried again at this moment. */
  retrying: boolean;
  onRetry: () => void;
  /** A way out, for what trying again will not help. */
  back?: { href: string; label: string };
}) {
  const failure = describeFailure(props.error);
  return (
    <div role="alert" className="flex flex-1 flex-col">
      <EmptyState
        icon={iconOf(failure)}
        tone={failure.passing || failure.signIn ? "neutral" : "danger"}
        title={failure.title}
        action={
          <>
            {failure.signIn ? (
              <a className={buttonClass({ variant: "primary" })} href={signInHere()}>
                <LogIn aria-hidden /> Sign in again
              </a>
            ) : (
              <Button onClick={props.onRetry}>Try again now</Button>
            )}
            {props.back && (
              <Link className={buttonClass()} href={props.back.href}>
                {props.back.label}
              </Link>
            )}
          </>
        }
      >
        <p>{failure.message}</p>
        <p>{failure.advice}</p>
        {props.retrying && (
          <p className="mt-2 inline-flex items-center gap-2">
            <Spinner /> Trying again…
          </p>
        )}
      </EmptyState>
    </div>
  );
}

/** The sign-in page, which leads back to where one is. */
function signInHere(): string {
  return pages.signIn({ callbackUrl: window.location.pathname + window.location.search });
}

function iconOf(failure: Failure) {
  if (failure.signIn) return LogIn;
  if (failure.passing) return CloudOff;
  if (failure.title === "Nothing here") return SearchX;
  if (failure.title === "You may not do this" || failure.title === "The S3 server refuses access")
    return Lock;
  return failure.title === "Cooper failed" ? ServerCrash : TriangleAlert;
}
