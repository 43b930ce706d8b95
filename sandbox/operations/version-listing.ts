import { invalidArgument } from "../errors";
import { xmlReply } from "../http/reply";
import { queryValue } from "../http/request";
import { listVersions } from "../store/version-listing";
import { isDeleteMarker, type Version } from "../store/versions";
import type { XmlElement } from "../xml";
import { bucketOf, type Handler, OWNER, quoted } from "./call";
import { requireVersionId } from "./finding";
import { checksumElements, limitOf, nameEncoder } from "./listing";

function versionElement(version: Version, newest: boolean, encode: (name: string) => string): XmlElement {
  const common = {
    Key: encode(version.key),
    VersionId: version.versionId,
    IsLatest: newest,
    LastModified: new Date(version.modified).toISOString(),
  };
  if (isDeleteMarker(version)) return { DeleteMarker: { ...common, Owner: OWNER } };
  return {
    Version: {
      ...common,
      ETag: quoted(version.etag),
      ...checksumElements(version),
      Size: version.size,
      StorageClass: version.storageClass,
      Owner: OWNER,
    },
  };
}

export const listObjectVersions: Handler = async (call) => {
  const { request } = call;
  const bucket = bucketOf(call);
  const { encode, type } = nameEncoder(request);
  const versionMarker = queryValue(request, "version-id-marker");
  const keyMarker = queryValue(request, "key-marker") ?? "";
  if (versionMarker !== undefined && keyMarker === "")
    throw invalidArgument(
      "version-id-marker",
      versionMarker,
      "A version-id marker cannot be specified without a key marker.",
    );
  if (versionMarker === "")
    throw invalidArgument("version-id-marker", versionMarker, "A version-id marker cannot be empty.");
  requireVersionId(versionMarker);
  const shape = {
    prefix: queryValue(request, "prefix") ?? "",
    delimiter: queryValue(request, "delimiter") ?? "",
    keyMarker,
    versionMarker: versionMarker ?? null,
    limit: limitOf(request, "max-keys"),
  };
  const listed = listVersions(bucket.objects.versions, shape);
  return xmlReply("ListVersionsResult", [
    {
      Name: bucket.name,
      Prefix: encode(shape.prefix),
      KeyMarker: encode(keyMarker),
      VersionIdMarker: versionMarker ?? "",
      NextKeyMarker: listed.truncated ? encode(listed.last.key) : undefined,
      NextVersionIdMarker: listed.truncated ? listed.last.versionId : undefined,
      MaxKeys: shape.limit,
      Delimiter: shape.delimiter === "" ? undefined : encode(shape.delimiter),
      EncodingType: type,
      IsTruncated: listed.truncated,
    },
    // One by one: objects and delete markers stand in one order.
    ...listed.versions.map(({ version, newest }) => versionElement(version, newest, encode)),
    { CommonPrefixes: listed.prefixes.map((prefix) => ({ Prefix: encode(prefix) })) },
  ]);
};
