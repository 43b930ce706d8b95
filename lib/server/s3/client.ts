import "server-only";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { S3Client } from "@aws-sdk/client-s3";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { HttpsProxyAgent } from "https-proxy-agent";
import type { ConnectionConfig } from "../config/types";
import { credentialsOf } from "./credentials";
import { sendMd5Instead } from "./md5-instead";

/** `server` for calls that Cooper makes itself, `browser` for URLs that leave it. */
type Audience = "server" | "browser";

const SOCKETS = { keepAlive: true, maxSockets: 256 };
/** A socket on which nothing moves for so long is given up: a reader who stopped reading must not hold it for ever. */
const IDLE_MS = 60_000;

// Keyed by the configuration object itself: a reload makes new objects, and with them new clients.
const clients = new WeakMap<ConnectionConfig, Map<string, S3Client>>();

/** `turn` chooses among the names by which browsers reach the store. */
export function s3Client(
  connection: ConnectionConfig,
  region: string,
  audience: Audience = "server",
  turn = 0,
): S3Client {
  const endpoint = audience === "server" ? connection.endpoint : publicName(connection, turn);
  const known = clients.get(connection) ?? new Map<string, S3Client>();
  clients.set(connection, known);
  const name = `${endpoint} ${region}`;
  let client = known.get(name);
  if (!client) {
    client = makeClient(connection, region, endpoint);
    known.set(name, client);
  }
  return client;
}

function publicName({ publicEndpoint, publicEndpointAliases }: ConnectionConfig, turn: number) {
  return [publicEndpoint, ...publicEndpointAliases][turn % (publicEndpointAliases.length + 1)];
}

function makeClient(connection: ConnectionConfig, region: string, endpoint: string | undefined): S3Client {
  const client = new S3Client({
    region,
    ...(endpoint ? { endpoint } : {}),
    forcePathStyle: connection.forcePathStyle,
    credentials: credentialsOf(connection),
    // The SDK's default puts the checksum of an empty body into every presigned upload.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    // Every call has a deadline of its own; within it two more tries are worth it.
    maxAttempts: 3,
    requestHandler: handlerFor(connection),
  });
  sendMd5Instead(client);
  return client;
}

const agents = new WeakMap<ConnectionConfig, { httpAgent: HttpAgent; httpsAgent: HttpsAgent }>();

/** The sockets of a connection. The SDK reads neither AWS_CA_BUNDLE nor HTTPS_PROXY by itself. */
export function agentsOf(connection: ConnectionConfig) {
  const known = agents.get(connection) ?? makeAgents(connection);
  agents.set(connection, known);
  return known;
}

function makeAgents({ ca, proxy }: ConnectionConfig) {
  const options = { ...SOCKETS, ...(ca ? { ca } : {}) };
  const httpsAgent = proxy ? new HttpsProxyAgent(proxy, options) : new HttpsAgent(options);
  return { httpAgent: new HttpAgent(SOCKETS), httpsAgent: httpsAgent as HttpsAgent };
}

// No connection timeout: the SDK counts the wait for a free socket into it, and every call has a deadline anyway.
function handlerFor(connection: ConnectionConfig): NodeHttpHandler {
  return new NodeHttpHandler({ ...agentsOf(connection), socketTimeout: IDLE_MS });
}
