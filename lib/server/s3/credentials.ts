import "server-only";
import { fromIni, fromNodeProviderChain, fromTemporaryCredentials } from "@aws-sdk/credential-providers";
import type { ConnectionConfig } from "../config/types";

/** How long before their end credentials are fetched anew, in milliseconds. */
const REFRESH_BEFORE_MS = 5 * 60_000;
/** How long one fetch of credentials is waited for by those who come later, in milliseconds. */
const PATIENCE_MS = 8000;

type Provider = () => ReturnType<ReturnType<typeof fromNodeProviderChain>>;

const providers = new WeakMap<ConnectionConfig, Provider>();

/** The connection's credentials, kept until shortly before they expire; one fetch however many ask. */
export function credentialsOf(connection: ConnectionConfig): Provider {
  let provider = providers.get(connection);
  if (!provider) {
    provider = keep(sourceOf(connection));
    providers.set(connection, provider);
  }
  return provider;
}

function keep(source: Provider): Provider {
  let held: ReturnType<Provider> | undefined;
  return async () => {
    const current = await held?.catch(() => undefined);
    if (current && (!current.expiration || current.expiration.getTime() - Date.now() > REFRESH_BEFORE_MS))
      return current;
    const asked = source();
    held = asked;
    // A source that hangs must not be what everybody after waits for, too.
    const forget = setTimeout(() => {
      if (held === asked) held = undefined;
    }, PATIENCE_MS).unref();
    return asked.finally(() => clearTimeout(forget));
  };
}

function sourceOf({ credentials, region }: ConnectionConfig): Provider {
  switch (credentials.kind) {
    case "static": {
      const { accessKeyId, secretAccessKey, sessionToken } = credentials;
      return async () => ({ accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) });
    }
    case "profile":
      return fromIni({ profile: credentials.profile });
    case "assumeRole":
      return fromTemporaryCredentials({
        params: {
          RoleArn: credentials.arn,
          RoleSessionName: "cooper",
          ...(credentials.externalId ? { ExternalId: credentials.externalId } : {}),
        },
        clientConfig: { region },
      });
    case "default":
      return fromNodeProviderChain();
  }
}
