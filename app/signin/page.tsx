import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInForm } from "@/components/signin/sign-in-form";
import { Mark } from "@/components/ui/mark";
import { localPath } from "@/lib/server/auth/local-path";
import { currentActor } from "@/lib/server/auth/require-actor";
import { signInProblem } from "@/lib/server/auth/sign-in-problem";
import { config } from "@/lib/server/config";

export const metadata: Metadata = { title: "Sign in" };

type Query = Record<string, string | string[] | undefined>;

export default async function SignInPage({ searchParams }: { searchParams: Promise<Query> }) {
  const query = await searchParams;
  const callbackUrl = localPath(single(query.callbackUrl));
  if (await currentActor()) redirect(callbackUrl);
  const { oidc, users, stateAdministrator } = config();
  return (
    <main className="grid min-h-full place-items-center p-4">
      <div className="w-full max-w-80">
        <div className="mb-6 flex flex-col items-center gap-2">
          <Mark className="size-9 text-accent" />
          <h1 className="font-semibold text-xl">Sign in to Cooper</h1>
        </div>
        <div className="rounded-lg border bg-surface p-5">
          <SignInForm
            providers={oidc.map(({ id, name }) => ({ id, name }))}
            hasPasswords={users.length > 0 || stateAdministrator}
            callbackUrl={callbackUrl}
            problem={signInProblem(single(query.error))}
          />
        </div>
      </div>
    </main>
  );
}

function single(value: string | string[] | undefined): string | null {
  return typeof value === "string" ? value : null;
}
