import "server-only";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { pages } from "@/lib/routes";
import type { Actor } from "../access/actor";
import { authenticateCookies } from "./authenticate";
import { localPath } from "./local-path";
import { parseCookies } from "./session-cookie";

/** The signed-in actor of a page; whoever is not signed in is sent to do so and comes back to `callbackPath`. */
export async function requireActor(callbackPath: string): Promise<Actor> {
  const found = await currentActor();
  if (found) return found;
  const callbackUrl = localPath(callbackPath);
  redirect(pages.signIn(callbackUrl === pages.home() ? {} : { callbackUrl }));
}

/** The signed-in actor of a page, or null. */
export async function currentActor(): Promise<Actor | null> {
  const cookies = parseCookies((await headers()).get("cookie"));
  return (await authenticateCookies(cookies))?.actor ?? null;
}
