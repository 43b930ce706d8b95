import "server-only";

/**
 * Who asks. `id` is `local:<id>`, `<oidc id>:<sub>` or `token:<id>`; `groups` holds plain names from cooper.yaml and
 * `<oidc id>/<group>` from a provider, which can therefore never be mistaken for one another.
 */
export type Actor = {
  readonly id: string;
  readonly name: string;
  /** Verified and within the allowed domains, else null: a grant to `email:` rests on it. */
  readonly email: string | null;
  readonly groups: readonly string[];
  readonly kind: "user" | "token";
};
