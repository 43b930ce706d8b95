import { invalidArgument, S3Error } from "./errors";
import type { Tag } from "./store/versions";
import { childNodes, childText, onlyChildren, readXml, type XmlElement } from "./xml";

const MAX_OBJECT_TAGS = 10;
const MAX_BUCKET_TAGS = 50;

type Bearer = "object" | "bucket";

/** "Letters, numbers, spaces representable in UTF-8, and + - = . _ : / @" */
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

function fits(text: string, max: number): boolean {
  return [...text].length <= max && ALLOWED.test(text);
}

function invalidTag(message: string, details: Record<string, string>): S3Error {
  return new S3Error("InvalidTag", message, { details });
}

function requireCount(tags: readonly Tag[], bearer: Bearer): void {
  if (bearer === "object" && tags.length > MAX_OBJECT_TAGS)
    throw new S3Error("BadRequest", "Object tags cannot be greater than 10");
  if (bearer === "bucket" && tags.length > MAX_BUCKET_TAGS)
    throw new S3Error("BadRequest", "Bucket tag count cannot be greater than 50");
}

/** S3's limits for tags: their number, their lengths in characters, their characters, and `aws:` is S3's own. */
function requireTags(tags: readonly Tag[], bearer: Bearer): void {
  requireCount(tags, bearer);
  const seen = new Set<string>();
  for (const { key, value } of tags) {
    if (seen.has(key)) throw invalidTag("Cannot provide multiple Tags with the same key", { TagKey: key });
    seen.add(key);
    if (key.startsWith("aws:"))
      throw invalidTag(
        bearer === "bucket"
          ? "System tags cannot be added/updated by requester"
          : "Your TagKey cannot be prefixed with aws:",
        { TagKey: key },
      );
    if (key === "" || !fits(key, 128))
      throw invalidTag("The TagKey you have provided is invalid", { TagKey: key });
    if (!fits(value, 256))
      throw invalidTag("The TagValue you have provided is invalid", { TagKey: key, TagValue: value });
  }
}

function decodePart(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch (cause) {
    if (cause instanceof URIError) return null;
    throw cause;
  }
}

/** The tags of an `x-amz-tagging` header, which is written as a query is. */
export function readTaggingHeader(text: string | undefined): Tag[] {
  const wrong = () =>
    invalidArgument(
      "x-amz-tagging",
      text ?? "",
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
    );
  const tags: Tag[] = [];
  for (const pair of (text ?? "").split("&")) {
    if (pair === "") continue;
    const [key = "", value = "", ...more] = pair.split("=").map(decodePart);
    if (!key || value === null || more.length > 0 || tags.some((tag) => tag.key === key)) throw wrong();
    tags.push({ key, value });
  }
  requireTags(tags, "object");
  return tags;
}

/** The tags of a Tagging document. */
export function readTagging(text: string, bearer: Bearer): Tag[] {
  const root = readXml(text, "Tagging");
  onlyChildren(root, ["TagSet"]);
  const sets = childNodes(root, "TagSet");
  const [set] = sets;
  if (set === undefined || sets.length > 1) throw new S3Error("MalformedXML");
  onlyChildren(set, ["Tag"]);
  const tags = childNodes(set, "Tag").map((node) => {
    onlyChildren(node, ["Key", "Value"]);
    const [key, value] = [childText(node, "Key"), childText(node, "Value")];
    if (key === undefined || value === undefined) throw new S3Error("MalformedXML");
    return { key, value };
  });
  requireTags(tags, bearer);
  return tags;
}

export function tagSet(tags: readonly Tag[]): XmlElement {
  return { TagSet: { Tag: tags.map(({ key, value }) => ({ Key: key, Value: value })) } };
}
