import { hashSync } from "@node-rs/argon2";
import { stringify } from "yaml";
import { apiTokenSha256, people } from "./people";
import type { World } from "./world";

const ALL = ["list", "read", "write", "delete", "share", "manage"];

/** The cooper.yaml of the journeys. */
export function cooperConfig({ s3, faults, provider }: Omit<World, "cooper">): string {
  const credentials = { accessKeyId: s3.accessKey, secretAccessKey: s3.secretKey };
  return stringify({
    connections: [
      { id: "s3", name: "Store", endpoint: s3.endpoint, region: "us-east-1", credentials },
      { id: "named", name: "Named store", endpoint: s3.endpoint, buckets: ["e2e-named"], credentials },
      { id: "relayed", name: "Inner store", endpoint: s3.endpoint, transport: "relay", credentials },
      { id: "faulty", name: "Shaky store", endpoint: faults.endpoint, region: "us-east-1", credentials },
    ],
    users: Object.values(people).map(({ id, password }) => ({
      id,
      passwordHash: hashSync(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 }),
      groups: id === people.admin.id ? ["admins"] : [],
    })),
    oidc: [
      {
        id: "sso",
        name: "Company SSO",
        issuer: provider.issuer,
        clientId: "cooper",
        clientSecret: "a client secret",
        groupsClaim: "groups",
        allowedDomains: ["example.org"],
      },
    ],
    tokens: [{ id: "journeys", sha256: apiTokenSha256, groups: ["admins"] }],
    grants: [
      { to: "group:admins", connection: "s3", bucket: "*", prefix: "", allow: ALL },
      { to: "group:admins", connection: "named", bucket: "*", prefix: "", allow: ALL },
      { to: `user:local:${people.oncall.id}`, connection: "faulty", bucket: "*", prefix: "", allow: ALL },
      { to: `user:local:${people.remote.id}`, connection: "relayed", bucket: "*", prefix: "", allow: ALL },
      {
        to: `user:local:${people.reader.id}`,
        connection: "s3",
        bucket: "e2e-*",
        prefix: "shared/",
        allow: ["list", "read"],
      },
      {
        to: `user:local:${people.writer.id}`,
        connection: "s3",
        bucket: "e2e-*",
        prefix: "shared/",
        allow: ["list", "read", "write"],
      },
      {
        to: "group:sso/analysts",
        connection: "s3",
        bucket: "e2e-*",
        prefix: "shared/",
        allow: ["list", "read"],
      },
    ],
  });
}
