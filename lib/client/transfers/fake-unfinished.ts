import { AppError } from "@/lib/errors";
import type { TransferApi } from "./deps";
import { type Begun, PART, partEtag, type World } from "./fake-cooper";

/** Cooper's API of uploads that were begun and not ended. */
export function fakeUnfinished(
  world: World,
): Pick<TransferApi, "listUploads" | "resumeUpload" | "discardUpload"> {
  function find(uploadId: string): Begun {
    const upload = world.uploads.get(uploadId);
    if (!upload || upload.ended) throw new AppError("upload_gone", "There is no such upload.");
    return upload;
  }
  const expiresAt = () => new Date(Date.now() + world.urlLifetime).toISOString();

  return {
    async listUploads(_ref, { prefix }) {
      world.call("listUploads");
      const left = [...world.uploads.values()].filter(
        ({ key, ended }) => world.mayWrite && !ended && key.startsWith(prefix),
      );
      const begun = new Date().toISOString();
      return {
        uploads: left.map(({ key, ticket, size }) => ({
          ...{ key, uploadId: ticket, begun, own: true, size, modified: null },
        })),
        cursor: null,
        allowed: world.mayWrite ? ["list", "write"] : ["list"],
      };
    },
    async resumeUpload(_ref, { uploadId }) {
      world.call("resumeUpload");
      const upload = find(uploadId);
      const ticket = `renewed-${uploadId}`;
      world.uploads.set(ticket, upload);
      const { key, size, parts } = upload;
      return {
        ...{ ticket, ticketExpiresAt: expiresAt(), kind: "multipart", key, size, modified: null },
        ...{ contentType: null, partSize: PART, partCount: Math.ceil(size / PART), checksum: null },
        sent: [...parts].map(([number, bytes]) => ({
          number,
          size: bytes,
          etag: partEtag(world, upload, number),
        })),
      };
    },
    async discardUpload(_ref, { uploadId }) {
      world.call("discardUpload");
      find(uploadId).ended = true;
    },
  };
}
