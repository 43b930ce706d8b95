import { S3Error } from "../errors";
import { xmlReply } from "../http/reply";
import { childNodes, childText, onlyChildren, readXml, type XmlElement, type XmlNode } from "../xml";
import { bucketOf, type Call, type Handler } from "./call";
import { requireDigest } from "./cors";

const MAX_XML = 4 * 1024 * 1024;
const MAX_KEYS = 1000;
const MAX_KEY_BYTES = 1024;

type Wanted = { key: string; versionId: string | undefined; etag: string | undefined };

function readObject(node: XmlNode): Wanted {
  onlyChildren(node, ["Key", "VersionId", "ETag"]);
  const key = childText(node, "Key");
  if (key === undefined || key === "") throw new S3Error("MalformedXML");
  return { key, versionId: childText(node, "VersionId"), etag: childText(node, "ETag") };
}

function readQuiet(root: XmlNode): boolean {
  const quiet = childText(root, "Quiet")?.trim() ?? "false";
  if (quiet !== "true" && quiet !== "false") throw new S3Error("MalformedXML");
  return quiet === "true";
}

async function readBatch(call: Call): Promise<{ quiet: boolean; wanted: Wanted[] }> {
  const root = readXml(await call.body.text(MAX_XML), "Delete");
  onlyChildren(root, ["Object", "Quiet"]);
  const quiet = readQuiet(root);
  const wanted = childNodes(root, "Object").map(readObject);
  if ((wanted.length === 0 && !call.quirks.takesEmptyBatch) || wanted.length > MAX_KEYS)
    throw new S3Error("MalformedXML");
  return { quiet, wanted };
}

export const deleteObjects: Handler = async (call) => {
  const { objects, uploads } = bucketOf(call);
  requireDigest(call);
  const { quiet, wanted } = await readBatch(call);
  const deleted: XmlElement[] = [];
  const failed: XmlElement[] = [];
  for (const { key, versionId, etag } of wanted) {
    try {
      if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw new S3Error("KeyTooLongError");
      if (versionId !== undefined && versionId !== "null")
        throw new S3Error("InvalidArgument", "Invalid version id specified");
      const condition =
        etag === undefined ? null : ({ kind: "etag", etag: etag.replace(/^"(.*)"$/, "$1") } as const);
      await objects.delete(key, condition);
      uploads.noteDeletion(key);
      if (!quiet) deleted.push({ Key: key, VersionId: versionId });
    } catch (error) {
      if (!(error instanceof S3Error)) throw error;
      failed.push({ Key: key, VersionId: versionId, Code: error.code, Message: error.message });
    }
  }
  return xmlReply("DeleteResult", { Deleted: deleted, Error: failed });
};
