/** Where a client is to work, and as whom. */
export type Account = { endpoint: string; accessKey: string; secretKey: string; kind: "sandbox" | "ceph" };

/** What an upload says about its object. */
export type Description = { type?: string; metadata?: Record<string, string> };

export type Listed = { key: string; size: number };

/** Somebody else's S3 client, used as its own manual says. Every call rejects with the client's own words. */
export interface Client {
  makeBucket(bucket: string): Promise<void>;
  removeBucket(bucket: string): Promise<void>;
  /** Uploads a file, in parts of 8 MiB if it is larger. */
  put(file: string, bucket: string, key: string, description?: Description): Promise<void>;
  get(bucket: string, key: string, file: string): Promise<void>;
  list(bucket: string, prefix: string): Promise<Listed[]>;
  describe(bucket: string, key: string): Promise<Required<Description>>;
  /** Within the server, in parts of 8 MiB if it is larger. */
  copy(bucket: string, from: string, to: string): Promise<void>;
  remove(bucket: string, key: string): Promise<void>;
  /** All that is below a prefix. */
  removeAll(bucket: string, prefix: string): Promise<void>;
  /** The files of a folder and of all folders in it; `prefix` ends in `/`. */
  putFolder(folder: string, bucket: string, prefix: string): Promise<void>;
  getFolder(bucket: string, prefix: string, folder: string): Promise<void>;
  /** Makes one like the other, taking away what is too much; answers how many files it transferred and took away. */
  syncUp(folder: string, bucket: string, prefix: string): Promise<number>;
  syncDown(bucket: string, prefix: string, folder: string): Promise<number>;
  presign(bucket: string, key: string): Promise<string>;
  close(): Promise<void>;
}

export const CLIENTS = ["aws", "boto3", "rclone", "s3cmd"] as const;
export type ClientName = (typeof CLIENTS)[number];
