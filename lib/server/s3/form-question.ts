import "server-only";
import { randomUUID } from "node:crypto";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { AppError } from "@/lib/errors";
import type { ConnectionConfig } from "../config/types";
import { log } from "../log";
import type { BucketAccess } from "./access";
import { capabilitiesOf, learn } from "./capabilities";
import { agentsOf, s3Client } from "./client";
import { type Form, postPolicy } from "./post-policy";
import { letsPagePost } from "./preflight";
import { eraseProbe, probeKey } from "./probe";

const DEADLINE_MS = 9000;
/** A rule may be added; what could not be asked may be there a moment later. */
const AGAIN_MS = { no: 10 * 60_000, unknown: 30_000 };
/** Origins are named by those who ask, and must not be kept without end. */
const MOST = 1000;

type Answer = { takes: boolean; until: number };

const answers = new WeakMap<ConnectionConfig, Map<string, Answer>>();

/**
 * Whether a page of this origin may upload into this bucket by forms, as far as is known. The first who wants to know
 * has it asked behind his back: until the answer is there, it is no.
 */
export function takesForms(access: BucketAccess, key: string, origin: string): boolean {
  const known = answers.get(access.connection) ?? new Map<string, Answer>();
  answers.set(access.connection, known);
  const name = JSON.stringify([access.bucket, origin]);
  const answer = known.get(name);
  if (answer && (answer.takes || answer.until > Date.now())) return answer.takes;
  if (known.size >= MOST) known.clear();
  known.set(name, { takes: false, until: Number.POSITIVE_INFINITY });
  const asking = { ...access, signal: AbortSignal.timeout(DEADLINE_MS) };
  void ask(asking, key, origin)
    .catch((error: unknown) => {
      if (!(error instanceof AppError)) log.error({ err: error }, "unexpected");
      return null;
    })
    .then((takes) => {
      const rest = takes === null ? AGAIN_MS.unknown : AGAIN_MS.no;
      known.set(name, { takes: takes === true, until: Date.now() + rest });
    });
  return false;
}

/** Null where it could not be asked. */
async function ask(access: BucketAccess, key: string, origin: string): Promise<boolean | null> {
  const postForm = capabilitiesOf(access.connection).postForm ?? (await understandsForms(access, key));
  if (postForm !== true) return postForm;
  const client = s3Client(access.connection, await access.region(), "browser");
  const { url } = await postPolicy(access, client, { key, size: 0, fields: {}, seconds: 1 });
  return letsPagePost(access, url, origin);
}

/**
 * Asked by a form that cannot succeed, since it brings a byte where its policy allows none: a store that says so has
 * understood the policy, and found its signature right.
 */
async function understandsForms(access: BucketAccess, key: string): Promise<boolean | null> {
  const probe = probeKey(key);
  if (!probe) return null;
  const client = s3Client(access.connection, await access.region());
  const fields = { success_action_status: "201" };
  const form = await postPolicy(access, client, { key: probe, size: 0, fields, seconds: 60 });
  const { status, body } = await post(access, form);
  if (status >= 500 && status !== 501) return null;
  if (status === 429 || status === 0) return null;
  if (status < 300) await eraseProbe(access, probe);
  const postForm = body.includes("<Code>EntityTooLarge</Code>");
  learn(access.connection, { postForm });
  return postForm;
}

function post(
  { connection, signal }: BucketAccess,
  { url, fields }: Form,
): Promise<{ status: number; body: string }> {
  const boundary = `cooper-${randomUUID()}`;
  const head = (name: string) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`;
  const text = Object.entries(fields).map(([name, value]) => `${head(name)}\r\n\r\n${value}\r\n`);
  const file = `${head("file")}; filename="blob"\r\nContent-Type: application/octet-stream\r\n\r\nx\r\n`;
  const body = Buffer.from(`${text.join("")}${file}--${boundary}--\r\n`);
  const { httpAgent, httpsAgent } = agentsOf(connection);
  const isHttps = url.startsWith("https:");
  const headers = {
    "content-type": `multipart/form-data; boundary=${boundary}`,
    "content-length": body.length,
  };
  const options = { method: "POST", headers, signal, agent: isHttps ? httpsAgent : httpAgent };
  return new Promise((resolve, reject) => {
    const sent = (isHttps ? httpsRequest : httpRequest)(url, options, (response) => {
      let told = "";
      response.setEncoding("utf8").on("data", (piece: string) => {
        if (told.length < 8192) told += piece;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: told }));
      response.on("error", reject);
    });
    sent.on("error", () => resolve({ status: 0, body: "" }));
    sent.end(body);
  });
}
