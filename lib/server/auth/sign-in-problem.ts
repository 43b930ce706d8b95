import "server-only";

/** What to tell a person who comes back to the sign-in page with next-auth's error code; codes are never shown. */
export function signInProblem(code: string | null): string | null {
  if (code === null) return null;
  if (code === "AccessDenied")
    return "Your provider knows you, but you may not use Cooper. Ask your administrator to let you in.";
  if (code === "OAuthSignin")
    return "The sign-in provider cannot be reached. Try again, or ask your administrator.";
  return "Signing in with the provider failed. Try again.";
}
