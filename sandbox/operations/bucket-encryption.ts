import { S3Error } from "../errors";
import { xmlReply } from "../http/reply";
import { ALGORITHMS, type DefaultEncryption } from "../store/encryption";
import { childNodes, childText, onlyChildren, readXml, type XmlNode } from "../xml";
import { bucketOf, type Handler } from "./call";
import { requireDigest } from "./cors";

const MAX_XML = 64 * 1024;

function readRule(rule: XmlNode): DefaultEncryption {
  onlyChildren(rule, ["ApplyServerSideEncryptionByDefault", "BucketKeyEnabled"]);
  const [byDefault, ...more] = childNodes(rule, "ApplyServerSideEncryptionByDefault");
  const bucketKey = childText(rule, "BucketKeyEnabled") ?? "false";
  if (byDefault === undefined || more.length > 0 || !/^(true|false)$/.test(bucketKey))
    throw new S3Error("MalformedXML");
  onlyChildren(byDefault, ["SSEAlgorithm", "KMSMasterKeyID"]);
  const name = childText(byDefault, "SSEAlgorithm");
  const keyId = childText(byDefault, "KMSMasterKeyID");
  const algorithm = ALGORITHMS.find((known) => known === name);
  if (algorithm === undefined) throw new S3Error("MalformedXML");
  if (keyId !== undefined && algorithm === "AES256")
    throw new S3Error(
      "InvalidArgument",
      "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
      { details: { ArgumentName: "ApplyServerSideEncryptionByDefault" } },
    );
  return { algorithm, ...(keyId === undefined ? {} : { keyId }), bucketKey: bucketKey === "true" };
}

/** The key is taken as it stands: S3 looks for it only once an object needs it. */
export const putBucketEncryption: Handler = async (call) => {
  const bucket = bucketOf(call);
  requireDigest(call);
  const root = readXml(await call.body.text(MAX_XML), "ServerSideEncryptionConfiguration");
  onlyChildren(root, ["Rule"]);
  const [rule, ...more] = childNodes(root, "Rule");
  if (rule === undefined || more.length > 0) throw new S3Error("MalformedXML");
  await bucket.set({ encryption: readRule(rule) });
  return { status: 200 };
};

/** Every bucket has a default since January 2023: S3's own keys. */
export const getBucketEncryption: Handler = async (call) => {
  const { algorithm, keyId, bucketKey } = bucketOf(call).settings.encryption ?? {
    algorithm: "AES256" as const,
    keyId: undefined,
    bucketKey: false,
  };
  return xmlReply("ServerSideEncryptionConfiguration", {
    Rule: {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: algorithm, KMSMasterKeyID: keyId },
      BucketKeyEnabled: bucketKey,
    },
  });
};

export const deleteBucketEncryption: Handler = async (call) => {
  await bucketOf(call).set({ encryption: undefined });
  return { status: 204 };
};
