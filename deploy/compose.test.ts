import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { load } from "@/lib/server/config/load";
import { readImage } from "./dockerfile";

type Service = {
  build?: string;
  image: string;
  environment?: Record<string, string>;
  ports: string[];
  volumes: string[];
  secrets: string[];
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  tmpfs?: string[];
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  stop_grace_period?: string;
};
type Compose = {
  services: { cooper: Service; store: Service };
  volumes: object;
  secrets: Record<string, { file: string }>;
};

const at = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const text = readFileSync(at("compose.yaml"), "utf8");
const compose = parse(text) as Compose;
const { cooper, store } = compose.services;
const image = readImage(at("Dockerfile"));

/** What the Compose Specification knows of a service, as far as this file speaks of it. */
const KNOWN = new Set(
  "build image restart depends_on ports environment entrypoint secrets volumes read_only tmpfs cap_drop security_opt stop_grace_period logging healthcheck".split(
    " ",
  ),
);

describe.each(Object.entries(compose.services))("the service %s", (_name, service) => {
  test("has only fields that Compose knows", () => {
    expect(Object.keys(service).filter((key) => !KNOWN.has(key))).toEqual([]);
  });

  test("names volumes and secrets that there are", () => {
    for (const volume of service.volumes)
      expect(compose.volumes).toHaveProperty([volume.split(":")[0] ?? ""]);
    for (const secret of service.secrets) expect(compose.secrets).toHaveProperty([secret]);
  });

  test("is open to this machine alone", () => {
    for (const port of service.ports) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/);
  });

  test("has no capability, gains no rights, and is an exact version of what is not built here", () => {
    expect(service.cap_drop).toEqual(["ALL"]);
    expect(service.security_opt).toEqual(["no-new-privileges:true"]);
    if (!service.build) expect(service.image).toMatch(/:v\d+\.\d+\.\d+$/);
  });
});

test("the recipe makes every secret, readable by the containers' users whatever the umask", () => {
  for (const { file } of Object.values(compose.secrets)) expect(text).toContain(`> ${file.slice(2)}\n`);
  expect(text).toContain("chmod 644 secrets/*\n");
  expect(cooper.environment).toHaveProperty("COOPER_ADMIN_PASSWORD_FILE");
});

test("Cooper is locked in: a read-only image, its volume, temporary files in memory", () => {
  expect(cooper).toMatchObject({ read_only: true, tmpfs: ["/tmp"] });
  expect(cooper.volumes).toEqual([`state:${image.volume}`]);
  expect(cooper.ports).toEqual([`127.0.0.1:${image.port}:${image.port}`]);
  expect(Number.parseInt(cooper.stop_grace_period ?? "", 10)).toBeGreaterThan(10);
});

test("Cooper waits for a store that says when it is ready, and knows both its names", () => {
  expect(cooper.depends_on).toEqual({ store: { condition: "service_healthy" } });
  expect(store.healthcheck?.test[0]).toBe("CMD");
  const [, outer = "", inner = ""] = /^127\.0\.0\.1:(\d+):(\d+)$/.exec(store.ports[0] ?? "") ?? [];
  expect(cooper.environment?.AWS_ENDPOINT_URL_S3).toBe(`http://store:${inner}`);
  expect(cooper.environment?.S3_PUBLIC_ENDPOINT).toBe(`http://localhost:${outer}`);
  expect(cooper.environment?.COOPER_URL).toBe(`http://localhost:${image.port}`);
});

test("every variable is one that Cooper reads, and none of them holds a secret", async () => {
  const given = { ...cooper.environment };
  for (const [name, value] of Object.entries(given))
    if (name.endsWith("_FILE")) {
      expect(cooper.secrets).toContain(value.replace("/run/secrets/", ""));
      given[name] = at("LICENSE"); // any file: what stands in it is not looked at here
    } else expect(name).not.toMatch(/SECRET|PASSWORD|KEY/);
  const read = new Set<string>();
  const env = new Proxy<Record<string, string>>(
    { ...given, AUTH_SECRET: "s".repeat(32) },
    {
      get(target, name: string) {
        read.add(name);
        return target[name];
      },
    },
  );
  const config = await load(env);
  expect([...Object.keys(given)].filter((name) => !read.has(name))).toEqual([]);
  expect(config.connections[0]).toMatchObject({ forcePathStyle: true, credentials: { kind: "static" } });
});
