import { encodeRfc3986 } from "../http/address";
import type { Reply } from "../http/reply";
import type { S3Request } from "../http/request";
import { writeXml } from "../xml";
import type { Fields } from "./fields";

type Made = { bucket: string; key: string; headers: Record<string, string | undefined> };

/** "If Amazon S3 cannot interpret the URL, it acts as if the field is not present." */
function redirect(fields: Fields, { bucket, key, headers }: Made): string | null {
  const url = (fields.get("success_action_redirect") ?? fields.get("redirect"))?.value ?? "";
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return null;
  const told = new URLSearchParams({ bucket, key, etag: headers.etag ?? "" });
  return `${url}${url.includes("?") ? "&" : "?"}${told}`;
}

/** What a form gets once its file is stored: a redirect, or the status that it asked for. */
export function formAnswer(request: S3Request, fields: Fields, made: Made): Reply {
  const { bucket, key, headers } = made;
  const folder = request.canonicalPath === "/" ? "" : `/${bucket}`;
  const location = `http://${request.host}${folder}/${encodeRfc3986(key)}`;
  const next = redirect(fields, made);
  if (next !== null) return { status: 303, headers: { ...headers, location: next } };
  const status = fields.get("success_action_status")?.value;
  if (status === "201")
    return {
      status: 201,
      headers: { ...headers, location, "content-type": "application/xml" },
      body: writeXml(
        "PostResponse",
        { Location: location, Bucket: bucket, Key: key, ETag: headers.etag ?? "" },
        null,
      ),
    };
  return { status: status === "200" ? 200 : 204, headers: { ...headers, location } };
}
