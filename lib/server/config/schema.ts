import "server-only";
import { z } from "zod";
import { actionSchema, bucketNameSchema, connectionIdSchema } from "@/lib/schemas/primitives";
import { endpointProblem } from "./endpoint";
import { TRANSPORT_PROBLEM, TRANSPORTS } from "./transport";

const ID_RULE = "An id begins with a letter or digit and goes on with letters, digits, '.', '_', '@' or '-'.";
const text = z.string().trim().min(1, "must not be empty");
const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,127}$/, ID_RULE);
const origin = z
  .string()
  .transform((value) => value.replace(/\/+$/, ""))
  .superRefine((value, context) => {
    const problem = endpointProblem(value);
    if (problem) context.addIssue({ code: "custom", message: problem });
  });
const group = z
  .string()
  .regex(
    /^[^/\s][^/]*$/,
    "A group of cooper.yaml holds no '/': only a provider's groups are written <provider>/<group>.",
  );
const email = z
  .string()
  .regex(/^[^\s@]+@[^\s@]+$/, "is not an e-mail address")
  .transform((value) => value.toLowerCase());
const domain = z
  .string()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, "is not a domain such as example.org")
  .transform((value) => value.toLowerCase());

export const connectionSchema = z.strictObject({
  id: connectionIdSchema,
  name: text.optional(),
  endpoint: origin.optional(),
  publicEndpoint: origin.optional(),
  publicEndpointAliases: z.array(origin).optional(),
  region: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/, "A region is a word such as us-east-1.")
    .default("us-east-1"),
  forcePathStyle: z.boolean().optional(),
  transport: z.enum(TRANSPORTS, TRANSPORT_PROBLEM).default("direct"),
  buckets: z.array(bucketNameSchema).optional(),
  ca: z.string().optional(),
  upload: z
    .strictObject({
      serverSideEncryption: z
        .enum(["AES256", "aws:kms", "aws:kms:dsse"], "must be AES256, aws:kms or aws:kms:dsse")
        .optional(),
      kmsKeyId: text.optional(),
      storageClass: text.optional(),
      checksum: z
        .enum(
          ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256", "none"],
          "must be CRC64NVME, CRC32C, CRC32, SHA256, SHA1 or none",
        )
        .optional(),
    })
    .optional(),
  credentials: z
    .strictObject({
      accessKeyId: text.optional(),
      secretAccessKey: text.optional(),
      sessionToken: text.optional(),
      profile: text.optional(),
      assumeRole: z
        .strictObject({
          arn: z
            .string()
            .regex(
              /^arn:[^:]+:iam::[^:]*:role\/.+$/,
              "must be a role's ARN: arn:aws:iam::123456789012:role/name",
            ),
          externalId: text.optional(),
        })
        .optional(),
    })
    .optional(),
});

export const userSchema = z.strictObject({
  id,
  name: text.optional(),
  email: email.optional(),
  passwordHash: z
    .string()
    .regex(
      /^\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/,
      "must be an argon2id hash: $argon2id$v=19$m=19456,t=2,p=1$…",
    ),
  groups: z.array(group).default([]),
});

export const oidcSchema = z.strictObject({
  id: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9_-]{0,62}$/,
      "A provider's id has 1 to 63 lower-case letters, digits, '-' or '_'.",
    ),
  name: text.optional(),
  issuer: z
    .string()
    .refine((value) => URL.canParse(value), "is not an address: write it like https://id.example.org.")
    .transform((value) => value.replace(/\/+$/, "")),
  clientId: text,
  clientSecret: text.optional(),
  scopes: text.default("openid profile email groups"),
  groupsClaim: text.optional(),
  allowedDomains: z.array(domain).default([]),
  allowedGroups: z.array(text).default([]),
  allowAnyone: z.boolean().default(false),
});

export const tokenSchema = z.strictObject({
  id,
  sha256: z
    .string()
    .regex(
      /^[0-9a-f]{64}$/i,
      "must be the token's SHA-256 in 64 hexadecimal digits: printf %s TOKEN | sha256sum | cut -c1-64",
    )
    .transform((value) => value.toLowerCase()),
  groups: z.array(group).default([]),
});

export const grantSchema = z.strictObject({
  to: z
    .string()
    .regex(
      /^(signed-in|user:[^:\s]+:.+|email:[^\s@]+@[^\s@]+|group:.+)$/,
      "must be `signed-in`, `user:<actor id>` such as user:local:ann, `email:<address>` or `group:<name>`",
    ),
  connection: z
    .string()
    .regex(/^[A-Za-z0-9_*-]+$/, "must be a connection's id, or hold `*` for any part of one"),
  bucket: z.string().regex(/^[A-Za-z0-9._*-]+$/, "must be a bucket's name, or hold `*` for any part of one"),
  prefix: z.string().refine((value) => value === "" || value.endsWith("/"), "must be empty or end in '/'"),
  allow: z.array(actionSchema).min(1, "must name at least one action"),
});

export const actorIdSchema = z
  .string()
  .regex(/^[^:\s]+:.+$/, "must be an actor's id such as local:ann or sso:3f9c");

export const LISTS = [
  "connections",
  "users",
  "oidc",
  "tokens",
  "grants",
  "disabled",
  "trustedProxies",
] as const;

export type ConnectionEntry = z.infer<typeof connectionSchema>;
