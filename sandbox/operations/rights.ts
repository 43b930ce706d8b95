import { S3Error } from "../errors";
import { header, type S3Request } from "../http/request";
import { OWNER, type User } from "./call";
import type { Operation } from "./table";

/** Whether this user may do this at all; a denial looks the same whatever its cause. */
export function requireRights(user: User, operation: Operation, request: S3Request): void {
  const denied =
    (user.readOnly && operation.writes) || (user.denyListBuckets && operation.name === "ListBuckets");
  if (denied) throw new S3Error("AccessDenied");
  const owner = header(request, "x-amz-expected-bucket-owner");
  if (owner !== undefined && owner !== OWNER.ID) throw new S3Error("AccessDenied");
}
