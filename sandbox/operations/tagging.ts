import { xmlReply } from "../http/reply";
import { queryValue } from "../http/request";
import { bucketOf, type Handler, keyOf } from "./call";
import { findObject } from "./finding";

/** Nothing here can give an object tags, so it has none; the AWS CLI asks before each copy in parts. */
export const getObjectTagging: Handler = async (call) => {
  findObject(bucketOf(call), keyOf(call), queryValue(call.request, "versionId"));
  return xmlReply("Tagging", { TagSet: "" });
};
