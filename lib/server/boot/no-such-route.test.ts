import { expect, it } from "vitest";
import { TARGET_HEADER } from "../request-body";
import { noSuchRoute } from "./no-such-route";

const ask = (target: string) =>
  noSuchRoute(new Request("http://localhost:3000/api/x", { headers: { [TARGET_HEADER]: target } }));

it.each([
  ["/api/nonexistent", 404, "not_found"],
  ["/api/%E2%82%AC?x=%zz", 404, "not_found"],
  ["/api/v1/connections/%zz/buckets", 400, "invalid_request"],
  ["/api/v1/connections/%ff/buckets", 400, "invalid_request"],
  ["/api/v1/%", 400, "invalid_request"],
  ["http://evil.example/", 400, "invalid_request"],
])("answers %s with %i", async (target, status, code) => {
  const answer = ask(target);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toEqual({
    error: { code, message: expect.any(String), requestId: answer.headers.get("x-request-id") },
  });
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  expect(answer.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  expect(answer.headers.get("cache-control")).toBe("private, no-store");
});
