import { operations } from "@/lib/schemas/operations";
import { route } from "@/lib/server/route";
import { openBucket } from "@/lib/server/s3/open-bucket";

export const POST = route(operations.createLink, async ({ actor, params, body, signal }) => {
  const { url, expiresAt, limitedBy } = await openBucket(actor, params, signal).signedLink(
    body,
    body.expiresIn,
  );
  return { url, expiresAt: expiresAt.toISOString(), limitedBy };
});
