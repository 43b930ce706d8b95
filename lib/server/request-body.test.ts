import { expect, test } from "vitest";
import { readJsonBody, readQuery } from "./request-body";

const post = (body: BodyInit, headers: Record<string, string> = { "content-type": "application/json" }) =>
  new Request("http://cooper.test/", { method: "POST", body, headers });

test("reads JSON of the right type", async () => {
  expect(
    await readJsonBody(post('{"a":1}', { "content-type": "application/json; charset=utf-8" }), 100),
  ).toEqual({ a: 1 });
});

test.each([
  [post("{}", { "content-type": "text/plain" }), "unsupported_media_type"],
  [post("{"), "invalid_request"],
  [post(Buffer.from([0x22, 0xff, 0x22])), "invalid_request"],
  [post(" ".repeat(101)), "too_large"],
])("refuses what is not", async (request, code) => {
  await expect(readJsonBody(request, 100)).rejects.toMatchObject({ code });
});

test("counts a body whose declared length lies", async () => {
  const chunk = new TextEncoder().encode(" ".repeat(60));
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(chunk);
      controller.enqueue(chunk);
      controller.close();
    },
  });
  const request = new Request("http://cooper.test/", {
    method: "POST",
    body,
    headers: { "content-type": "application/json", "content-length": "1" },
    duplex: "half",
  } as RequestInit);
  await expect(readJsonBody(request, 100)).rejects.toMatchObject({ code: "too_large" });
});

test("a query is decoded exactly once", () => {
  expect({ ...readQuery("http://x/?key=a%252Fb%2Fc%2B+d&prefix=") }).toEqual({
    key: "a%2Fb/c+ d",
    prefix: "",
  });
  expect({ ...readQuery("http://x/") }).toEqual({});
});

test.each(["?key=a%FF", "?key=%", "?key=a&key=b", "?%FF=a"])("the query %s is refused", (query) => {
  expect(() => readQuery(`http://x/${query}`)).toThrow(expect.objectContaining({ code: "invalid_request" }));
});
