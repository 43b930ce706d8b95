export const ALGORITHMS = ["AES256", "aws:kms", "aws:kms:dsse"] as const;

/** How an object is said to be encrypted; nothing here is, but clients are told as S3 would tell them. */
export type Encryption = {
  algorithm: (typeof ALGORITHMS)[number];
  /** The ARN of the KMS key. */
  keyId?: string;
  bucketKey?: true;
  /** Asked for by the request rather than by the bucket's default. */
  stated?: true;
};

/** What a bucket's encryption configuration says, with the key as its owner wrote it. */
export type DefaultEncryption = { algorithm: Encryption["algorithm"]; keyId?: string; bucketKey: boolean };
