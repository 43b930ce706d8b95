import { createHash, createHmac } from "node:crypto";
import { S3RequestPresigner } from "@aws-sdk/s3-request-presigner";
import type { Store } from "../servers";

type Asked = { method: string; key: string; uploadId?: string; partNumber?: number };

class Sha256 {
  readonly #hash;
  constructor(secret?: string | Uint8Array) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", secret);
  }
  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

/** Presigns the requests that Uppy's plugin asks for, the way a careful backend of somebody else would. */
export function signer({ endpoint, accessKey, secretKey }: Store, bucket: string) {
  const { protocol, host, hostname, port } = new URL(endpoint);
  const presigner = new S3RequestPresigner({
    service: "s3",
    region: "us-east-1",
    credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
    sha256: Sha256 as never,
  });
  return async ({ method, key, uploadId, partNumber }: Asked): Promise<string> => {
    const path = `/${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`;
    const query: Record<string, string> = {};
    if (method === "POST" && uploadId === undefined) query.uploads = "";
    if (uploadId !== undefined) query.uploadId = uploadId;
    if (partNumber !== undefined) query.partNumber = String(partNumber);
    const request = { method, protocol, hostname, port: Number(port), path, query, headers: { host } };
    const signed = await presigner.presign(request as never, { expiresIn: 900 });
    const search = Object.entries(signed.query ?? {}).map(
      ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
    );
    return `${endpoint}${path}?${search.join("&")}`;
  };
}
