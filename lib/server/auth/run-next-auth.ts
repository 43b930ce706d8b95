import "server-only";
import type { NextApiRequest, NextApiResponse } from "next";
import NextAuth, { type AuthOptions } from "next-auth";

export type AuthCall = {
  method: "GET" | "POST";
  /** What follows `/api/auth/`: the action and maybe a provider. */
  segments: readonly string[];
  query: Record<string, string>;
  body: Record<string, string>;
  cookies: ReadonlyMap<string, string>;
};

export type AuthAnswer = { setCookies: string[]; location: string | null; body: unknown };

/**
 * Runs next-auth on exactly what it is given. Its route-handler form would take cookies, headers and query from the
 * request itself; this one, made for API routes, sees only what was checked before.
 */
export async function runNextAuth(call: AuthCall, options: AuthOptions): Promise<AuthAnswer> {
  const answer: AuthAnswer = { setCookies: [], location: null, body: null };
  const response = {
    status: () => response,
    getHeader: (name: string) => (name.toLowerCase() === "set-cookie" ? answer.setCookies : undefined),
    setHeader(name: string, value: string | string[]) {
      if (name.toLowerCase() === "set-cookie") answer.setCookies = [value].flat();
      if (name.toLowerCase() === "location") answer.location = String(value);
      return response;
    },
    json(body: unknown) {
      answer.body = body;
    },
    send(body: unknown) {
      answer.body = body;
    },
    end: () => undefined,
  };
  const request = {
    method: call.method,
    query: { ...call.query, nextauth: [...call.segments] },
    body: call.body,
    cookies: Object.fromEntries(call.cookies),
    headers: {},
  };
  await NextAuth(request as unknown as NextApiRequest, response as unknown as NextApiResponse, options);
  return answer;
}
