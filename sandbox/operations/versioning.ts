import { S3Error } from "../errors";
import { xmlReply } from "../http/reply";
import { childText, onlyChildren, readXml } from "../xml";
import { bucketOf, type Handler } from "./call";

const MAX_XML = 64 * 1024;

/** Versioning can be suspended but never taken back, and not even suspended where versions can be locked. */
export const putBucketVersioning: Handler = async (call) => {
  const bucket = bucketOf(call);
  const configuration = readXml(await call.body.text(MAX_XML), "VersioningConfiguration");
  onlyChildren(configuration, ["Status", "MfaDelete"]);
  const mfa = childText(configuration, "MfaDelete");
  const status = childText(configuration, "Status");
  if (mfa !== undefined && mfa !== "Enabled" && mfa !== "Disabled") throw new S3Error("MalformedXML");
  // Nobody here has a device that could confirm it.
  if (mfa === "Enabled")
    throw new S3Error("AccessDenied", "Mfa Authentication must be used for this request");
  if (status === undefined)
    throw new S3Error("IllegalVersioningConfigurationException", "The Versioning element must be specified");
  if (status !== "Enabled" && status !== "Suspended") throw new S3Error("MalformedXML");
  if (status === "Suspended" && bucket.settings.objectLock)
    throw new S3Error(
      "InvalidBucketState",
      "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
    );
  await bucket.set({ versioning: status });
  return { status: 200 };
};

export const getBucketVersioning: Handler = async (call) =>
  xmlReply("VersioningConfiguration", { Status: bucketOf(call).settings.versioning });
