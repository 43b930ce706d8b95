import "server-only";
import type { Action } from "@/lib/schemas/primitives";
import type { ChecksumAlgorithm } from "@/lib/schemas/uploads";
import type { Transport } from "./transport";

export type Environment = Readonly<Record<string, string | undefined>>;

export type CredentialsConfig =
  | { kind: "default" }
  | { kind: "profile"; profile: string }
  | { kind: "static"; accessKeyId: string; secretAccessKey: string; sessionToken?: string }
  | { kind: "assumeRole"; arn: string; externalId?: string };

export type ConnectionConfig = {
  id: string;
  name: string;
  /** Origin (and maybe path) that the server calls; undefined for AWS. */
  endpoint: string | undefined;
  /** Origin that browsers reach; undefined for AWS, and where Cooper relays. Every URL that leaves the server is signed for it. */
  publicEndpoint: string | undefined;
  /** Further origins by which browsers reach the same store, each with sockets of its own. */
  publicEndpointAliases: string[];
  region: string;
  forcePathStyle: boolean;
  transport: Transport;
  /** Named where the credentials may not list all buckets. */
  buckets: string[] | undefined;
  /** PEM text of a private certificate authority. */
  ca: string | undefined;
  /** From HTTPS_PROXY, HTTP_PROXY and NO_PROXY. */
  proxy: string | undefined;
  upload: {
    serverSideEncryption?: string;
    kmsKeyId?: string;
    storageClass?: string;
    /** The only checksum that uploads may carry; `none`: no checksum at all. */
    checksum?: ChecksumAlgorithm | "none";
  };
  credentials: CredentialsConfig;
};

/** `to` is `user:<actor id>`, `email:<address>`, `group:<name>` or `signed-in`; `connection` and `bucket` may hold `*`. */
export type GrantConfig = {
  to: string;
  connection: string;
  bucket: string;
  /** Empty or ending in `/`; `${user.id}` stands for the actor's own id. */
  prefix: string;
  allow: readonly Action[];
};

export type LocalUser = {
  id: string;
  email: string | null;
  name: string;
  passwordHash: string;
  groups: string[];
};

export type OidcProvider = {
  id: string;
  name: string;
  issuer: string;
  clientId: string;
  clientSecret: string | undefined;
  scopes: string;
  groupsClaim: string | undefined;
  allowedDomains: string[];
  allowedGroups: string[];
  allowAnyone: boolean;
};

export type ApiToken = { id: string; sha256: string; groups: string[] };

export type StateConfig =
  | { kind: "file"; path: string }
  | { kind: "s3"; connection: string; bucket: string; prefix: string };

export type Config = {
  /** The address people use, without a trailing slash; null when not told. */
  url: string | null;
  authSecret: string;
  connections: ConnectionConfig[];
  users: LocalUser[];
  /** Whether there is a local administrator whose password lives in the state. */
  stateAdministrator: boolean;
  oidc: OidcProvider[];
  tokens: ApiToken[];
  grants: GrantConfig[];
  /** Actor ids that may not do anything any more. */
  disabled: string[];
  trustedProxies: string[];
  readOnly: boolean;
  /** Seconds in which requests are still taken after Cooper was told to stop. */
  stopDelay: number;
  /** How many relayed transfers may be under way at once. */
  relayLimits: { all: number; perActor: number };
  state: StateConfig;
};
