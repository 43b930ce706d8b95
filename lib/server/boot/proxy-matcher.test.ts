import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { config } from "@/proxy";

const matcher = new RegExp(`^${config.matcher[0]}$`);
const files = readdirSync(join(import.meta.dirname, "../../../public"));

it("gives every address its headers that is neither the API's nor a file that there is", () => {
  for (const path of ["/", "/signin", "/x.js", "/robots.txt", "/icon.svg.js", "/a/icon.svg", "/_next/x"])
    expect(matcher.test(path), path).toBe(true);
  for (const path of [
    "/api/health",
    "/api/v1/relay",
    "/_next/static/a.js",
    "/icon.svg",
    ...files.map((name) => `/${name}`),
  ])
    expect(matcher.test(path), path).toBe(false);
});
