import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { baseHeaders, contentSecurityPolicy } from "@/lib/server/boot/security-headers";
import { config as currentConfig, isDevelopment } from "@/lib/server/config";

/** Gives each page its headers and a fresh nonce. It lets nobody in and keeps nobody out: pages and routes do. */
export function proxy(request: NextRequest): NextResponse {
  const configuration = currentConfig();
  const base = baseHeaders(configuration, request.headers.get("host"));
  // Pages are only read. Next would look for server actions in anything else; there are none.
  if (request.method !== "GET" && request.method !== "HEAD")
    return new NextResponse("Pages are only read.\n", {
      status: 405,
      headers: { ...base, allow: "GET, HEAD" },
    });
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(configuration, nonce, isDevelopment);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  for (const [name, value] of Object.entries(base)) response.headers.set(name, value);
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = {
  // Not the API, whose bodies Next would cut, and no files: what the build made, and what lies in public/. Files are
  // named one by one, because what there is not is answered by a page.
  matcher: ["/((?!api/|_next/static/|(?:icon|mark)\\.svg$|download-stream\\.js$).*)"],
};
