import { auth } from "@/lib/routes";
import { request } from "./request";

/** Signs in with a password and answers the path to go on to. Failures are AppErrors whose message can be shown. */
export async function signInWithPassword(
  user: string,
  password: string,
  callbackUrl: string,
): Promise<string> {
  const { url } = await post(auth.signInWithPassword(), { user, password, callbackUrl });
  return url;
}

/** Begins signing in with a provider and answers its address, where the person goes on. */
export async function signInWith(provider: string, callbackUrl: string): Promise<string> {
  const { url } = await post(auth.signInWith(provider), { callbackUrl });
  return url;
}

/** Sends a form of next-auth's with its CSRF token. */
export async function post(url: string, body: Record<string, string>): Promise<{ url: string }> {
  const { csrfToken } = await request<{ csrfToken: string }>(auth.csrf());
  return request<{ url: string }>(url, { body: { ...body, csrfToken } });
}
