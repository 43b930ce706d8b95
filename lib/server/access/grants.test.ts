import { afterEach, describe, expect, test } from "vitest";
import { AppError } from "@/lib/errors";
import { setConfigForTest } from "../config";
import type { Config, GrantConfig } from "../config/types";
import type { Actor } from "./actor";
import { authorise, seesBucket } from "./authorise";
import { allowedActions, bucketGrants, fitsPattern, grantedFolders } from "./grants";

const ann: Actor = {
  id: "local:ann",

  name: "Ann",
  email: "ann@example.org",
  groups: ["ops", "sso/analysts"],
  kind: "user",
};

function grant(fields: Partial<GrantConfig>): GrantConfig {
  return {
    to: "user:local:ann",
    connection: "s3",
    bucket: "b",
    prefix: "",
    allow: ["list", "read"],
    ...fields,
  };
}

function configure(grants: GrantConfig[], more: Partial<Config> = {}): void {
  setConfigForTest({
    grants,
    readOnly: false,
    stopDelay: 0,
    disabled: [],
    state: { kind: "file", path: "/nowhere" },
    connections: [],
    ...more,
  } as unknown as Config);
}

const codeOf = (run: () => void) => {
  try {
    run();
  } catch (error) {
    return error instanceof AppError ? error.code : "other";
  }
  return "passed";
};

afterEach(() => setConfigForTest(undefined));

describe("a grant's prefix", () => {
  test("covers its marker and what starts with it, and no name that only begins alike", () => {
    configure([grant({ prefix: "tea/" })]);
    const grants = bucketGrants(ann, "s3", "b");
    expect(allowedActions(grants, "tea/")).toEqual(["list", "read"]);
    expect(allowedActions(grants, "tea/pot")).toEqual(["list", "read"]);
    for (const key of ["tea", "team/", "team/x", "", "Tea/x", "/tea/x", "x/tea/"]) {
      expect(allowedActions(grants, key), key).toEqual([]);
    }
  });

  test("is compared byte for byte: nothing is decoded or normalised", () => {
    configure([grant({ prefix: "caf\u00e9/" })]);
    const grants = bucketGrants(ann, "s3", "b");
    expect(allowedActions(grants, "cafe\u0301/x")).toEqual([]);
    expect(allowedActions(grants, "caf%C3%A9/x")).toEqual([]);
    expect(allowedActions(grants, "caf\u00e9/../x")).toEqual(["list", "read"]);
  });

  test("may stand for the actor's own folder", () => {
    configure([grant({ to: "signed-in", prefix: "home/${user.id}/" })]);
    expect(allowedActions(bucketGrants(ann, "s3", "b"), "home/ann/x")).toEqual(["list", "read"]);
    const foreign: Actor = { ...ann, id: "sso:ann" };
    expect(allowedActions(bucketGrants(foreign, "s3", "b"), "home/ann/x")).toEqual([]);
    expect(allowedActions(bucketGrants(foreign, "s3", "b"), "home/sso:ann/x")).toEqual(["list", "read"]);
  });

  test.each(["sso:a/b", "sso:../x", "local:..", "local:", "local:$&/x"])("gives %s no folder", (id) => {
    configure([grant({ to: "signed-in", prefix: "home/${user.id}/" })]);
    expect(bucketGrants({ ...ann, id }, "s3", "b")).toEqual([]);
  });
});

describe("the union of grants", () => {
  test("adds up by bucket pattern, group and address", () => {
    configure([
      grant({ to: "group:ops", bucket: "pub*", allow: ["list"] }),
      grant({ to: "group:sso/analysts", bucket: "public-1", allow: ["read"] }),
      grant({ to: "email:Ann@Example.org", bucket: "*", prefix: "in/", allow: ["write"] }),
      grant({ to: "user:local:bob", bucket: "*", allow: ["manage"] }),
    ]);
    expect(allowedActions(bucketGrants(ann, "s3", "public-1"), "in/x")).toEqual(["list", "read", "write"]);
    expect(allowedActions(bucketGrants(ann, "s3", "other"), "in/x")).toEqual(["write"]);
    expect(allowedActions(bucketGrants(ann, "s4", "other"), "in/x")).toEqual([]);
  });

  test("keeps plain groups and a provider's groups apart", () => {
    configure([grant({ to: "group:analysts" })]);
    expect(bucketGrants(ann, "s3", "b")).toEqual([]);
  });

  test("signed-in does not mean an API token", () => {
    configure([grant({ to: "signed-in" })]);
    expect(bucketGrants({ ...ann, id: "token:ci", kind: "token" }, "s3", "b")).toEqual([]);
  });

  test("loses everything that writes when Cooper is read-only", () => {
    configure([grant({ allow: ["list", "read", "write", "delete", "share", "manage"] })], { readOnly: true });
    expect(allowedActions(bucketGrants(ann, "s3", "b"), "x")).toEqual(["list", "read", "share"]);
  });
});

test("a disabled actor has no grant any more, also in work that is under way", () => {
  configure([grant({}), grant({ to: "user:local:bob" })], { disabled: [ann.id] });
  expect(bucketGrants(ann, "s3", "b")).toEqual([]);
  expect(codeOf(() => authorise(ann, "read", "s3", "b", "x"))).toBe("not_found");
  expect(bucketGrants({ ...ann, id: "local:bob" }, "s3", "b")).toHaveLength(1);
});

describe("above a granted prefix", () => {
  test("only the next segments of the grants are seen, in S3's order", () => {
    configure([
      grant({ prefix: "team/a/x/" }),
      grant({ prefix: "team/b/" }),
      grant({ prefix: "\u{1f600}/" }),
      grant({ prefix: "\uff5e/" }),
    ]);
    const grants = bucketGrants(ann, "s3", "b");
    expect(grantedFolders(grants, "")).toEqual(["team/", "\uff5e/", "\u{1f600}/"]);
    expect(grantedFolders(grants, "team/")).toEqual(["team/a/", "team/b/"]);
    expect(grantedFolders(grants, "team/a/")).toEqual(["team/a/x/"]);
    expect(grantedFolders(grants, "team/a/x/")).toEqual([]);
    expect(grantedFolders(grants, "tea/")).toEqual([]);
  });

  test("a grant that begins with a slash has an empty first segment", () => {
    configure([grant({ prefix: "/x/" })]);
    expect(grantedFolders(bucketGrants(ann, "s3", "b"), "")).toEqual(["/"]);
  });
});

describe("authorise", () => {
  test("hides what no grant reaches and refuses what one reaches without allowing it", () => {
    configure([grant({ prefix: "team/" })]);
    expect(codeOf(() => authorise(ann, "read", "s3", "b", "team/x"))).toBe("passed");
    expect(codeOf(() => authorise(ann, "delete", "s3", "b", "team/x"))).toBe("forbidden");
    expect(codeOf(() => authorise(ann, "delete", "s3", "b", "other/x"))).toBe("not_found");
    expect(codeOf(() => authorise(ann, "list", "s3", "b", ""))).toBe("not_found");
    expect(codeOf(() => authorise(ann, "read", "s3", "other", "team/x"))).toBe("not_found");
  });

  test("nobody sees the bucket of Cooper's state", () => {
    configure([grant({ bucket: "*" })], {
      state: { kind: "s3", connection: "s3", bucket: "state", prefix: "" },
    });
    expect(seesBucket(ann, "s3", "state")).toBe(false);
    expect(seesBucket(ann, "s3", "b")).toBe(true);
    expect(codeOf(() => authorise(ann, "read", "s3", "state", "x"))).toBe("not_found");
    expect(seesBucket(ann, "another way to the same store", "state")).toBe(false);
  });
});

test.each([
  ["*", "anything", true],
  ["public-*", "public-", true],
  ["public-*", "publi", false],
  ["a*b*c", "a-b-c", true],
  ["a*b*c", "a-c-b", false],
  ["ab*ba", "aba", false],
  ["b", "bb", false],
  ["b.c", "bxc", false],
])("the pattern %s and the name %s: %s", (pattern, name, fits) => {
  expect(fitsPattern(pattern, name)).toBe(fits);
});
