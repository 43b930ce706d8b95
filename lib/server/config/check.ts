import "server-only";
import { closest } from "./closest";
import { isLoopback } from "./endpoint";
import type { Settings } from "./environment";
import type { Mistakes, Path } from "./mistakes";
import type { FileConfig } from "./read-file";

/** What only shows when entries are seen together: ids given twice, names that nothing bears, doors left open. */
export function checkFile(file: FileConfig, settings: Settings, mistakes: Mistakes): void {
  for (const list of ["connections", "users", "oidc", "tokens"] as const) checkIds(file, list, mistakes);
  checkProviders(file, settings, mistakes);
  checkGrants(file, mistakes);
  checkTokens(file, mistakes);
  checkDisabled(file, mistakes);
  file.connections.forEach((connection, index) => {
    if (connection && isMixedContent(settings.url, connection.publicEndpoint))
      mistakes.add(["connections", index, "publicEndpoint"], MIXED_CONTENT);
    connection?.publicEndpointAliases.forEach((alias, at) => {
      if (isMixedContent(settings.url, alias))
        mistakes.add(["connections", index, "publicEndpointAliases", at], MIXED_CONTENT);
    });
  });
  const admin = file.ids.users.indexOf("admin");
  if (admin !== -1 && settings.adminPassword !== undefined)
    mistakes.add(
      ["users", admin, "id"],
      "COOPER_ADMIN_PASSWORD makes a user `admin` too: rename this one or unset it.",
    );
  const { state } = settings;
  if (state.kind === "s3" && !file.ids.connections.includes(state.connection))
    mistakes.addVariable(
      "COOPER_STATE",
      `names the connection ${state.connection}, which cooper.yaml does not have.`,
    );
}

export const MIXED_CONTENT =
  "must be https, because COOPER_URL is: a browser blocks http requests of an https page.";

/** An https page may not call an http store. */
export function isMixedContent(url: string | null, publicEndpoint: string | undefined): boolean {
  return url?.startsWith("https:") === true && publicEndpoint?.startsWith("http:") === true;
}

function checkIds(file: FileConfig, list: keyof FileConfig["ids"], mistakes: Mistakes): void {
  const seen = new Map<unknown, number>();
  file.ids[list].forEach((id, index) => {
    if (id === undefined) return;
    const first = seen.get(id);
    if (first === undefined) seen.set(id, index);
    else mistakes.add([list, index, "id"], `is the id of ${list}[${first}] already.`);
  });
}

function checkProviders(file: FileConfig, settings: Settings, mistakes: Mistakes): void {
  if (file.ids.oidc.length > 0 && settings.url === null)
    mistakes.add(
      ["oidc"],
      "needs COOPER_URL, the address that people use: the provider sends them back to it.",
    );
  file.oidc.forEach((provider, index) => {
    if (!provider) return;
    const path = ["oidc", index];
    if (["local", "token", "share", "credentials"].includes(provider.id))
      mistakes.add([...path, "id"], `\`${provider.id}\` is taken by Cooper itself: choose another.`);
    if (!provider.allowAnyone && provider.allowedDomains.length === 0 && provider.allowedGroups.length === 0)
      mistakes.add(
        path,
        "lets nobody or everybody in: give allowedDomains or allowedGroups, or say `allowAnyone: true`.",
      );
    if (provider.allowedGroups.length > 0 && provider.groupsClaim === undefined)
      mistakes.add([...path, "allowedGroups"], "needs groupsClaim, the claim that holds the groups.");
    const issuer = new URL(provider.issuer);
    if (issuer.protocol !== "https:" && !isLoopback(issuer.hostname))
      mistakes.add([...path, "issuer"], "must begin with https://.");
  });
}

function checkGrants(file: FileConfig, mistakes: Mistakes): void {
  file.grants.forEach((grant, index) => {
    if (!grant) return;
    const path = ["grants", index];
    if (!grant.connection.includes("*") && !file.ids.connections.includes(grant.connection))
      mistakes.add([...path, "connection"], `there is no connection \`${grant.connection}\`.`);
    const provider = /^group:([^/]+)\//.exec(grant.to)?.[1];
    if (provider !== undefined && !file.ids.oidc.includes(provider))
      mistakes.add([...path, "to"], `there is no provider \`${provider}\` in oidc.`);
    if (grant.to.startsWith("user:"))
      checkActor(file, grant.to.slice("user:".length), [...path, "to"], mistakes);
  });
}

/** One token with two owners would be the last one's alone, and disabling the other would do nothing. */
function checkTokens(file: FileConfig, mistakes: Mistakes): void {
  const seen = new Map<string, number>();
  file.tokens.forEach((token, index) => {
    if (!token) return;
    const first = seen.get(token.sha256);
    if (first === undefined) seen.set(token.sha256, index);
    else
      mistakes.add(
        ["tokens", index, "sha256"],
        `is the hash of tokens[${first}] already: give each its own token.`,
      );
  });
}

function checkDisabled(file: FileConfig, mistakes: Mistakes): void {
  file.disabled.forEach((id, index) => {
    if (id !== undefined) checkActor(file, id, ["disabled", index], mistakes);
  });
}

/** An actor's id that cooper.yaml names. Of a provider's people only the provider is known. */
function checkActor(file: FileConfig, actorId: string, path: Path, mistakes: Mistakes): void {
  const [, kind = "", id = ""] = /^([^:]+):(.+)$/.exec(actorId) ?? [];
  const kinds = ["local", "token", ...file.ids.oidc.filter((known) => typeof known === "string")];
  if (!kinds.includes(kind)) {
    const meant = closest(kind, kinds);
    mistakes.add(
      path,
      `there is no provider \`${kind}\` in oidc; ${meant ? `did you mean \`${meant}:${id}\`?` : "a user of cooper.yaml is local:<id>."}`,
    );
  }
  if (kind === "local" && id !== "admin" && !file.ids.users.includes(id))
    mistakes.add(path, `there is no user \`${id}\` in users.`);
  if (kind === "token" && !file.ids.tokens.includes(id))
    mistakes.add(path, `there is no token \`${id}\` in tokens.`);
}
