import { S3Error } from "../errors";
import { xmlReply } from "../http/reply";
import { childNodes, childText, onlyChildren, readXml, type XmlElement, type XmlNode } from "../xml";
import { bucketOf, type Call, type Handler } from "./call";
import { requireDigest } from "./cors";
import { type Deletion, deleteOne, type Wanted } from "./deletion";
import { bypassesGovernance } from "./lock-rules";

const MAX_XML = 4 * 1024 * 1024;
const MAX_KEYS = 1000;
const MAX_KEY_BYTES = 1024;

const EXISTS = { kind: "exists" } as const;

function readObject(node: XmlNode): Wanted {
  onlyChildren(node, ["Key", "VersionId", "ETag"]);
  const key = childText(node, "Key");
  if (key === undefined || key === "") throw new S3Error("MalformedXML");
  const etag = childText(node, "ETag")?.replace(/^"(.*)"$/, "$1");
  const condition = etag === undefined ? null : etag === "*" ? EXISTS : ({ kind: "etag", etag } as const);
  return { key, versionId: childText(node, "VersionId"), condition };
}

function readQuiet(root: XmlNode): boolean {
  const quiet = childText(root, "Quiet")?.trim() ?? "false";
  if (quiet !== "true" && quiet !== "false") throw new S3Error("MalformedXML");
  return quiet === "true";
}

function deletedElement({ key, versionId }: Wanted, deletion: Deletion): XmlElement {
  return {
    Key: key,
    VersionId: versionId,
    DeleteMarker: deletion.marker ? true : undefined,
    DeleteMarkerVersionId: deletion.marker ? deletion.versionId : undefined,
  };
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
  const bucket = bucketOf(call);
  requireDigest(call);
  const { quiet, wanted } = await readBatch(call);
  const bypass = bypassesGovernance(call, bucket);
  const deleted: XmlElement[] = [];
  const failed: XmlElement[] = [];
  for (const object of wanted) {
    const { key, versionId } = object;
    try {
      const action = versionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion";
      const place = { bucket: bucket.name, key, versionId };
      call.rights.require(action, place);
      if (bypass) call.rights.require("s3:BypassGovernanceRetention", place);
      if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw new S3Error("KeyTooLongError");
      const deletion = await deleteOne(call, bucket, object, bypass);
      if (!quiet) deleted.push(deletedElement(object, deletion));
    } catch (error) {
      if (!(error instanceof S3Error)) throw error;
      failed.push({ Key: key, VersionId: versionId, Code: error.code, Message: error.message });
    }
  }
  return xmlReply("DeleteResult", { Deleted: deleted, Error: failed });
};
