import { S3Error } from "../errors";

/** MinIO keeps objects as files and refuses what no file can be called; a key may end in `/`, as folder markers do. */
export function requireFileName(key: string): void {
  const segments = key.replace(/\/$/, "").split("/");
  const isFileName = (name: string) =>
    name !== "" && name !== "." && name !== ".." && !name.includes("\0") && Buffer.byteLength(name) <= 255;
  if (!segments.every(isFileName)) throw new S3Error("InvalidObjectName");
}
