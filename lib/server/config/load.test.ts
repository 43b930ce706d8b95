import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verify } from "@node-rs/argon2";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { load } from "./load";
import { ConfigMistakes, formatMistake } from "./mistakes";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cooper-config-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const loadEnv = (env: Record<string, string> = {}) =>
  load({ COOPER_STATE: `file:${join(folder, "state")}`, ...env });
const loadYaml = (text: string, env: Record<string, string> = {}) =>
  loadEnv({ COOPER_CONFIG: file("cooper.yaml", text), ...env });

async function mistakesOf(loading: Promise<unknown>): Promise<string[]> {
  const error = await loading.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConfigMistakes)) throw error ?? new Error("The configuration was accepted.");
  return error.mistakes.map((mistake) => formatMistake(mistake, "cooper.yaml"));
}

const HASH =
  "$argon2id$v=19$m=19456,t=2,p=1$NNgbnby++FRLuvog+vKePQ$5d+yYfR5s53MQ4J8+1FQS0sHDeUK6cMiQH9lI5pIAx0";

describe("without cooper.yaml", () => {
  it("makes one connection of the SDK's variables and one administrator who may do everything", async () => {
    const config = await loadEnv({
      AWS_ENDPOINT_URL_S3: "https://s3.example.com:9000/",
      AWS_DEFAULT_REGION: "eu-1",
    });
    expect(config.connections).toEqual([
      expect.objectContaining({
        id: "s3",
        name: "s3.example.com:9000",
        endpoint: "https://s3.example.com:9000",
        publicEndpoint: "https://s3.example.com:9000",
        region: "eu-1",
        forcePathStyle: true,
        credentials: { kind: "default" },
      }),
    ]);
    expect(config.stateAdministrator).toBe(true);
    expect(config.grants).toEqual([
      expect.objectContaining({ to: "user:local:admin", connection: "*", bucket: "*", prefix: "" }),
    ]);
  });

  it("speaks to AWS when there is no endpoint", async () => {
    const [connection] = (await loadEnv()).connections;
    expect(connection).toMatchObject({ name: "Amazon S3", region: "us-east-1", forcePathStyle: false });
    expect(connection?.publicEndpoint).toBeUndefined();
  });

  it("prefers the S3 endpoint and goes through the proxy unless the host is excepted", async () => {
    const env = { AWS_ENDPOINT_URL: "http://a.example", AWS_ENDPOINT_URL_S3: "http://b.example" };
    const proxied = await loadEnv({ ...env, HTTP_PROXY: "http://proxy:3128", NO_PROXY: "a.example" });
    expect(proxied.connections[0]).toMatchObject({
      endpoint: "http://b.example",
      proxy: "http://proxy:3128",
    });
    const excepted = await loadEnv({ ...env, HTTP_PROXY: "http://proxy:3128", NO_PROXY: ".example" });
    expect(excepted.connections[0]?.proxy).toBeUndefined();
  });

  it("takes the administrator's password from the environment, with the same hash on each replica", async () => {
    const env = {
      COOPER_ADMIN_PASSWORD_FILE: file("password", "correct horse\n"),
      AUTH_SECRET: "s".repeat(32),
    };
    const [first, second] = [await loadEnv(env), await loadEnv(env)];
    expect(first.stateAdministrator).toBe(false);
    expect(await verify(first.users[0]?.passwordHash ?? "", "correct horse")).toBe(true);
    expect(first.users).toEqual(second.users);
  });

  it("makes a secret once and keeps it for its owner only", async () => {
    const [first, second] = [await loadEnv(), await loadEnv()];
    expect(first.authSecret.length).toBeGreaterThanOrEqual(32);
    expect(second.authSecret).toBe(first.authSecret);
    const path = join(folder, "state", "auth-secret");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, "utf8").trim()).toBe(first.authSecret);
  });

  it("names every variable that is wrong", async () => {
    const mistakes = await mistakesOf(
      load({
        COOPER_STATE: "s3://other/bucket",
        COOPER_READ_ONLY: "maybe",
        COOPER_STOP_DELAY: "5s",
        COOPER_URL: "cooper.example.com",
        AWS_ENDPOINT_URL_S3: "https://s3.example.com/path",
        COOPER_ADMIN_PASSWORD: "short",
      }),
    );
    for (const name of [
      "COOPER_READ_ONLY",
      "COOPER_STOP_DELAY",
      "COOPER_URL",
      "AWS_ENDPOINT_URL_S3",
      "COOPER_ADMIN_PASSWORD",
      "AUTH_SECRET",
    ])
      expect(mistakes.filter((mistake) => mistake.startsWith(`${name}:`))).toHaveLength(1);
    expect(mistakes).toContainEqual(expect.stringContaining("the connection other"));
  });

  it("does not take an empty COOPER_CONFIG for none: that would make everybody's administrator", async () => {
    for (const empty of ["", "  "])
      expect(await mistakesOf(loadEnv({ COOPER_CONFIG: empty }))).toEqual([
        expect.stringMatching(/^COOPER_CONFIG: is empty.*path.*unset it/),
      ]);
  });

  it.each(["s3://s3/../p", "s3://s3/Bucket", "s3://s3/..", "s3://s3/bucket/../p", "s3://s3/bucket/a//b"])(
    "refuses the state %s",
    async (state) => {
      const env = { AUTH_SECRET: "s".repeat(32) };
      expect(await mistakesOf(load({ ...env, COOPER_STATE: state }))).toEqual([
        expect.stringMatching(/^COOPER_STATE: .*(bucket|prefix)/),
      ]);
      await expect(load({ ...env, COOPER_STATE: "s3://s3/bucket/a/b/" })).resolves.toBeDefined();
    },
  );

  it("refuses an http store behind an https Cooper", async () => {
    const env = { COOPER_URL: "https://cooper.example.com", AWS_ENDPOINT_URL_S3: "http://s3.internal" };
    expect(await mistakesOf(loadEnv(env))).toEqual([expect.stringContaining("must be https")]);
    await expect(loadEnv({ ...env, S3_PUBLIC_ENDPOINT: "https://s3.example.com" })).resolves.toBeDefined();
  });
});

describe("with cooper.yaml", () => {
  it("reads everything, secrets from the environment and from files", async () => {
    const config = await loadYaml(
      `
connections:
  - id: prod
    endpoint: http://rgw.internal:7480
    publicEndpoint: https://s3.example.com
    credentials: { accessKeyId: "\${KEY}", secretAccessKeyFile: ${file("secret", "hush\n")} }
  - { id: aws, name: Amazon, region: eu-central-1, credentials: { profile: dev } }
users:
  - { id: ann, email: Ann@Example.org, passwordHash: "${HASH}", groups: [ops] }
oidc:
  - { id: sso, issuer: "https://id.example.org/", clientId: cooper, allowedDomains: [Example.org] }
tokens:
  - { id: ci, sha256: ${"AB".repeat(32)}, groups: [ops] }
grants:
  - { to: "group:ops", connection: "*", bucket: "*", prefix: "", allow: [list, read] }
  - { to: signed-in, connection: prod, bucket: home, prefix: "home/\${user.id}/", allow: [write] }
disabled: [ "sso:3f9c" ]
trustedProxies: [ 10.0.0.0/8, "::1" ]
`,
      { KEY: "AK", COOPER_URL: "https://cooper.example.org/" },
    );
    expect(config.url).toBe("https://cooper.example.org");
    expect(config.connections[0]).toMatchObject({
      name: "prod",
      region: "us-east-1",
      forcePathStyle: true,
      credentials: { kind: "static", accessKeyId: "AK", secretAccessKey: "hush" },
    });
    expect(config.connections[1]).toMatchObject({
      name: "Amazon",
      credentials: { kind: "profile", profile: "dev" },
    });
    expect(config.users).toEqual([
      { id: "ann", name: "ann", email: "ann@example.org", passwordHash: HASH, groups: ["ops"] },
    ]);
    expect(config.oidc[0]).toMatchObject({
      issuer: "https://id.example.org",
      allowedDomains: ["example.org"],
    });
    expect(config.tokens[0]?.sha256).toBe("ab".repeat(32));
    expect(config.grants[1]?.prefix).toBe(`home/\${user.id}/`);
    expect(config.disabled).toEqual(["sso:3f9c"]);
    expect(config.stateAdministrator).toBe(false);
  });

  it("takes neither connection nor administrator from the environment, unless a password is set", async () => {
    const env = { AWS_ENDPOINT_URL_S3: "http://127.0.0.1:9000" };
    expect(await loadYaml("connections: []", env)).toMatchObject({ connections: [], users: [], grants: [] });
    const config = await loadYaml("connections: []", { ...env, COOPER_ADMIN_PASSWORD: "correct horse" });
    expect(config).toMatchObject({
      connections: [],
      users: [{ id: "admin" }],
      grants: [{ to: "user:local:admin" }],
    });
  });

  it("takes further names of a store, and refuses what a browser could not use", async () => {
    const yaml = (more: string) => `connections: [{ id: prod, endpoint: "https://s3.example.com", ${more} }]`;
    const config = await loadYaml(yaml('publicEndpointAliases: ["https://b.example.com/"]'));
    expect(config.connections[0]?.publicEndpointAliases).toEqual(["https://b.example.com"]);
    const bad = yaml('publicEndpointAliases: ["http://b.example.com", "https://c.example.com/x"]');
    const mistakes = await mistakesOf(loadYaml(bad, { COOPER_URL: "https://cooper.example.com" }));
    expect(mistakes.join(" ")).toMatch(/publicEndpointAliases\[1\]: must be an origin/);
    const mixed = yaml('publicEndpointAliases: ["http://b.example.com"]');
    expect(
      (await mistakesOf(loadYaml(mixed, { COOPER_URL: "https://cooper.example.com" }))).join(" "),
    ).toMatch(/publicEndpointAliases\[0\]: must be https/);
    const alone = 'connections: [{ id: aws, publicEndpointAliases: ["https://b.example.com"] }]';
    expect((await mistakesOf(loadYaml(alone))).join(" ")).toMatch(/publicEndpointAliases: .*not given/);
  });

  it("reports every mistake at once, each with its line", async () => {
    const mistakes = await mistakesOf(
      loadYaml(`connections:
  - id: prod
    endpont: https://s3.example.com
    publicEndpoint: https://s3.example.com/path
    transport: relai
  - id: prod
    credentials: { accessKeyId: AK }
users:
  - { id: ann, passwordHash: plain }
oidc:
  - { id: sso, issuer: "https://id.example.org", clientId: "\${NOT_SET}" }
grants:
  - { to: everybody, connection: test, bucket: "*", prefix: "a/b", allow: [list, reed] }
  - { to: signed-in, connection: test, bucket: "*", prefix: "", allow: [list] }
  - { to: "group:adfs/x", connection: prod, bucket: "*", prefix: "", allow: [list] }
trustedProxies: [ 10.0.0.0/40 ]
grant: []
`),
    );
    const lines = mistakes.map((mistake) => mistake.replace(/^cooper\.yaml:/, ""));
    for (const expected of [
      /^3 connections\[0\]\.endpont: .*did you mean `endpoint`/,
      /^4 connections\[0\]\.publicEndpoint: .*https:\/\/s3\.example\.com\./,
      /^5 connections\[0\]\.transport: .*`relay`/,
      /^6 connections\[1\]\.id: .*connections\[0\]/,
      /^7 connections\[1\]\.credentials\.secretAccessKey: is missing/,
      /^9 users\[0\]\.passwordHash: must be an argon2id hash/,
      /^11 oidc\[0\]\.clientId: .*NOT_SET/,
      /^10|^11 oidc: needs COOPER_URL/,
      /^13 grants\[0\]\.to: /,
      /^13 grants\[0\]\.prefix: must be empty or end in '\/'/,
      /^13 grants\[0\]\.allow\[1\]: is no action; did you mean `read`/,
      /^14 grants\[1\]\.connection: there is no connection `test`/,
      /^15 grants\[2\]\.to: there is no provider `adfs`/,
      /^16 trustedProxies\[0\]: /,
      /^17 grant: .*did you mean `grants`/,
    ])
      expect(lines).toContainEqual(expect.stringMatching(expected));
  });

  it("relays to a store that browsers cannot reach, also below an https page", async () => {
    const yaml = (more = "") =>
      `connections: [{ id: inner, endpoint: "http://rgw.internal:7480", transport: relay${more} }]`;
    const env = { COOPER_URL: "https://cooper.example.org" };
    const { connections, relayLimits } = await loadYaml(yaml(), env);
    expect(connections[0]).toMatchObject({ transport: "relay", endpoint: "http://rgw.internal:7480" });
    expect(connections[0]?.publicEndpoint).toBeUndefined();
    expect(relayLimits).toEqual({ all: 128, perActor: 32 });
    const publicToo = yaml(', publicEndpoint: "https://s3.example.org"');
    expect(await mistakesOf(loadYaml(publicToo, env))).toEqual([
      expect.stringMatching(/^cooper\.yaml:1 connections\[0\]\.publicEndpoint: has no meaning/),
    ]);
    const own = { AWS_ENDPOINT_URL_S3: "http://rgw.internal:7480", S3_TRANSPORT: "relay", ...env };
    const alone = await loadEnv({ ...own, COOPER_RELAY_MAX: "10", COOPER_RELAY_MAX_PER_ACTOR: "5" });
    expect(alone).toMatchObject({
      connections: [{ transport: "relay" }],
      relayLimits: { all: 10, perActor: 5 },
    });
    const wrong = {
      COOPER_URL: "",
      S3_TRANSPORT: "relais",
      COOPER_RELAY_MAX: "0",
      COOPER_RELAY_MAX_PER_ACTOR: "201",
    };
    expect(await mistakesOf(loadEnv({ ...own, ...wrong }))).toEqual([
      expect.stringMatching(/^COOPER_RELAY_MAX: /),
      expect.stringMatching(/^COOPER_RELAY_MAX_PER_ACTOR: /),
      expect.stringMatching(/^S3_TRANSPORT: .*`relay`/),
    ]);
    expect(await mistakesOf(loadEnv({ ...own, S3_PUBLIC_ENDPOINT: "https://s3.example.org" }))).toEqual([
      expect.stringMatching(/^S3_PUBLIC_ENDPOINT: has no meaning/),
    ]);
  });

  it("knows who is disabled, and whose a token is", async () => {
    const yaml = (disabled: string, second = "cd") => `
users: [{ id: ann, passwordHash: "${HASH}" }]
oidc: [{ id: sso, issuer: "https://id.example.org", clientId: c, allowedDomains: [example.org] }]
tokens: [{ id: ci, sha256: ${"ab".repeat(32)} }, { id: cd, sha256: ${second.repeat(32)} }]
disabled: [${disabled}]
`;
    const env = { COOPER_URL: "https://cooper.example.org" };
    const known = '"local:ann", "local:admin", "token:ci", "sso:anything"';
    await expect(loadYaml(yaml(known), env)).resolves.toBeDefined();
    const wrong = "[], sos:3f, Local:ann, local:anne, token:zz";
    expect(await mistakesOf(loadYaml(yaml(wrong, "AB"), env))).toEqual([
      expect.stringContaining("disabled[0]: must be"),
      expect.stringMatching(/tokens\[1\]\.sha256: .*tokens\[0\]/),
      expect.stringMatching(/disabled\[1\]: .*`sos`.*`sso:3f`/),
      expect.stringMatching(/disabled\[2\]: .*`Local`.*`local:ann`/),
      expect.stringMatching(/disabled\[3\]: .*`anne` in users/),
      expect.stringMatching(/disabled\[4\]: .*`zz` in tokens/),
    ]);
  });

  it("wants to know whom a provider may let in", async () => {
    const provider = (more: string) =>
      loadYaml(`oidc: [{ id: sso, issuer: "https://id.example.org", clientId: c${more} }]`, {
        COOPER_URL: "https://cooper.example.org",
      });
    expect(await mistakesOf(provider(""))).toEqual([expect.stringContaining("allowAnyone: true")]);
    expect(await mistakesOf(provider(", allowedGroups: [a]"))).toEqual([
      expect.stringContaining("groupsClaim"),
    ]);
    await expect(provider(", allowAnyone: true")).resolves.toBeDefined();
  });

  it("says where the YAML itself is broken", async () => {
    expect(await mistakesOf(loadYaml("users:\n  - { id: ann\nx: 1\n"))).toContainEqual(
      expect.stringMatching(/^cooper\.yaml:\d+ YAML: /),
    );
    expect(await mistakesOf(loadYaml("users: []\nusers: []\n"))).toEqual([
      expect.stringContaining("cooper.yaml:2 YAML:"),
    ]);
    expect(await mistakesOf(loadYaml("- a\n"))).toEqual([
      expect.stringContaining("must hold fields such as connections"),
    ]);
  });
});
