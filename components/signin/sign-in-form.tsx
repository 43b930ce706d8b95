"use client";

import { type FormEvent, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { land } from "@/lib/client/landing";
import { signInWith, signInWithPassword } from "@/lib/client/sign-in";
import { AppError } from "@/lib/errors";

type Props = {
  providers: { id: string; name: string }[];
  hasPasswords: boolean;
  callbackUrl: string;
  /** What went wrong before this page was shown. */
  problem: string | null;
};

/** A password form where there are local users, and a button for each provider. */
export function SignInForm({ providers, hasPasswords, callbackUrl, problem }: Props) {
  const [failure, setFailure] = useState(problem);
  const [busy, setBusy] = useState(false);
  const isAlive = useIsAlive();
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => land(first.current), []);

  async function go(begin: () => Promise<string>) {
    setBusy(true);
    setFailure(null);
    try {
      // A full load: whatever was shown to somebody else before goes away.
      location.assign(await begin());
    } catch (error) {
      setFailure(error instanceof AppError ? error.message : "Signing in failed. Try again.");
      setBusy(false);
    }
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void go(() => signInWithPassword(String(form.get("user")), String(form.get("password")), callbackUrl));
  }

  return (
    <div className="flex flex-col gap-4">
      {failure !== null && <Banner tone="danger">{failure}</Banner>}
      {hasPasswords && (
        // `post`, so that a password never stands in an address, whatever happens to the script.
        <form method="post" onSubmit={submit} className="flex flex-col gap-3">
          <Field label="User">
            {(wiring) => (
              <Input
                {...wiring}
                ref={first}
                name="user"
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
                required
                maxLength={320}
              />
            )}
          </Field>
          <Field label="Password">
            {(wiring) => (
              <Input
                {...wiring}
                name="password"
                type="password"
                autoComplete="current-password"
                required
                maxLength={1024}
              />
            )}
          </Field>
          <Button type="submit" variant="primary" size="md" disabled={busy || !isAlive} className="mt-1">
            Sign in
          </Button>
        </form>
      )}
      {hasPasswords && providers.length > 0 && <p className="text-center text-muted">or</p>}
      {providers.map(({ id, name }) => (
        <Button
          key={id}
          size="md"
          disabled={busy || !isAlive}
          onClick={() => void go(() => signInWith(id, callbackUrl))}
        >
          Sign in with {name}
        </Button>
      ))}
      {!hasPasswords && providers.length === 0 && (
        <Banner tone="warning" title="Nobody can sign in">
          The configuration has neither users nor providers. Add some to cooper.yaml, or set
          COOPER_ADMIN_PASSWORD.
        </Banner>
      )}
    </div>
  );
}

const noSubscription = () => () => undefined;

/** Whether the script runs: before, a click would send the form the plain way. */
function useIsAlive(): boolean {
  return useSyncExternalStore(
    noSubscription,
    () => true,
    () => false,
  );
}
