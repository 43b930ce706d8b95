import "server-only";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { request as httpsRequest } from "node:https";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { AppError } from "@/lib/errors";
import type { BucketAccess } from "./access";
import { agentsOf } from "./client";
import { SENT_HEADERS } from "./cors-rules";
import { presign } from "./presign";

/**
 * Whether a page of this origin may upload, as the store answers a browser: by its preflight, and by what the answer to
 * a request lets the page read. For stores whose rules are not kept with the bucket. Null where it could not be asked.
 */
export async function letsPageUpload(access: BucketAccess, origin: string): Promise<boolean | null> {
  try {
    const command = new PutObjectCommand({ Bucket: access.bucket, Key: "cooper-asks-for-cors" });
    const signed = await presign(access, command, { seconds: 60 });
    const url = signed.url.replace(/\?.*$/, "");
    const preflight = await ask(access, url, "OPTIONS", {
      origin,
      "access-control-request-method": "PUT",
      "access-control-request-headers": SENT_HEADERS.join(", "),
    });
    if (preflight.status >= 300 || !names(preflight.headers, "allow-origin", origin)) return false;
    const lets =
      names(preflight.headers, "allow-methods", "PUT") &&
      SENT_HEADERS.every((header) => names(preflight.headers, "allow-headers", header));
    if (!lets) return false;
    const { headers } = await ask(access, url, "HEAD", { origin });
    return names(headers, "allow-origin", origin) && names(headers, "expose-headers", "etag");
  } catch (error) {
    // The server may not be able to reach the address that browsers use.
    if (error instanceof AppError || (error instanceof Error && "code" in error)) return null;
    throw error;
  }
}

/**
 * Whether a page of this origin may read what a form is answered. A form needs no preflight to be sent; the one asked
 * here tells by which rule its answer would be shown. Null where it could not be asked.
 */
export async function letsPagePost(
  access: BucketAccess,
  url: string,
  origin: string,
): Promise<boolean | null> {
  try {
    const { status, headers } = await ask(access, url, "OPTIONS", {
      origin,
      "access-control-request-method": "POST",
    });
    if (status >= 500) return null;
    return status < 300 && names(headers, "allow-origin", origin) && names(headers, "allow-methods", "POST");
  } catch (error) {
    if (error instanceof Error && "code" in error) return null;
    throw error;
  }
}

function names(headers: IncomingHttpHeaders, field: string, wanted: string): boolean {
  const value = headers[`access-control-${field}`];
  const values = String(value ?? "")
    .toLowerCase()
    .split(",")
    .map((name) => name.trim());
  return values.includes("*") || values.includes(wanted.toLowerCase());
}

type Answer = { status: number; headers: IncomingHttpHeaders };

function ask(
  { connection, signal }: BucketAccess,
  url: string,
  method: string,
  headers: Record<string, string>,
): Promise<Answer> {
  const { httpAgent, httpsAgent } = agentsOf(connection);
  const isHttps = url.startsWith("https:");
  const options = { method, headers, signal, agent: isHttps ? httpsAgent : httpAgent };
  return new Promise((resolve, reject) => {
    (isHttps ? httpsRequest : httpRequest)(url, options, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
    })
      .on("error", reject)
      .end();
  });
}
