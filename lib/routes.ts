/**
 * Every address of Cooper. Buckets stand in the path; keys and prefixes only ever in the query, because a path
 * loses `//`, `..` and trailing slashes on the way.
 */
type Query = Record<string, string | number | undefined>;

function withQuery(path: string, query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? path : `${path}?${search}`;
}

const segment = encodeURIComponent;

export const pages = {
  home: () => "/",
  signIn: (query: { callbackUrl?: string; error?: string } = {}) => withQuery("/signin", query),
  connection: (connection: string) => `/c/${segment(connection)}`,
  bucket: (connection: string, bucket: string, prefix = "") =>
    withQuery(`/c/${segment(connection)}/${segment(bucket)}`, { prefix: prefix || undefined }),
};

/** Signing in and out; `provider` is the id of an OIDC provider. */
export const auth = {
  csrf: () => "/api/auth/csrf",
  signInWithPassword: () => "/api/auth/callback/credentials",
  signInWith: (provider: string) => `/api/auth/signin/${segment(provider)}`,
  signOut: () => "/api/auth/signout",
};

const v1 = "/api/v1";
const bucketPath = (connection: string, bucket: string) =>
  `${v1}/connections/${segment(connection)}/buckets/${segment(bucket)}`;

export const api = {
  openapi: () => `${v1}/openapi.json`,
  connections: () => `${v1}/connections`,
  buckets: (connection: string) => `${v1}/connections/${segment(connection)}/buckets`,
  objects: (c: string, b: string, query: { prefix: string; cursor?: string; limit?: number }) =>
    withQuery(`${bucketPath(c, b)}/objects`, query),
  object: (c: string, b: string, query: { key: string; versionId?: string }) =>
    withQuery(`${bucketPath(c, b)}/object`, query),
  scan: (c: string, b: string, query: { prefix: string; after?: string }) =>
    withQuery(`${bucketPath(c, b)}/scan`, query),
  downloads: (c: string, b: string) => `${bucketPath(c, b)}/downloads`,
  content: (
    c: string,
    b: string,
    query: { key: string; versionId?: string; disposition?: "attachment" | "inline" },
  ) => withQuery(`${bucketPath(c, b)}/content`, query),
  links: (c: string, b: string) => `${bucketPath(c, b)}/links`,
  /** `t` is the sealed order: what is to be done, by whom, and until when. */
  relay: (query: { t: string }) => withQuery(`${v1}/relay`, query),
  uploads: (c: string, b: string) => `${bucketPath(c, b)}/uploads`,
  unfinishedUploads: (c: string, b: string, query: { prefix: string; cursor?: string }) =>
    withQuery(`${bucketPath(c, b)}/uploads`, query),
  unfinishedUpload: (c: string, b: string, query: { key: string; uploadId: string }) =>
    withQuery(`${bucketPath(c, b)}/uploads`, query),
  uploadResume: (c: string, b: string) => `${bucketPath(c, b)}/uploads/resume`,
  uploadParts: () => `${v1}/uploads/parts`,
  uploadStatus: () => `${v1}/uploads/status`,
  uploadComplete: () => `${v1}/uploads/complete`,
  uploadAbort: () => `${v1}/uploads/abort`,
  count: (c: string, b: string) => `${bucketPath(c, b)}/objects/count`,
  delete: (c: string, b: string) => `${bucketPath(c, b)}/objects/delete`,
  folder: (c: string, b: string) => `${bucketPath(c, b)}/objects/folder`,
  cors: (c: string, b: string, query: { origin?: string } = {}) =>
    withQuery(`${bucketPath(c, b)}/cors`, query),
};
