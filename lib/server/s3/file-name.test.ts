import { expect, test } from "vitest";
import { contentDisposition, fileName, isInert } from "./file-name";

test.each([
  ["a/report.pdf", "report.pdf"],
  ["a/b/", "b"],
  [".", "download"],
  ["..", "download"],
  ["a/..", "download"],
  ["a//", "download"],
  ["/", "download"],
  ["x\r\nSet-Cookie: a", "x__Set-Cookie: a"],
  ["gpj.\u202eexe", "gpj._exe"],
  ["a\\b", "a_b"],
])("%j is saved as %j", (key, name) => expect(fileName(key)).toBe(name));

test("a header holds one ASCII name and the true one, and nothing can end it early", () => {
  expect(contentDisposition("attachment", 'dir/a"; filename=x.exe')).toBe(
    `attachment; filename="a_; filename=x.exe"; filename*=UTF-8''a%22%3B%20filename%3Dx.exe`,
  );
  expect(contentDisposition("attachment", "100% sure's (1)*.txt")).toBe(
    `attachment; filename="100_ sure's (1)*.txt"; filename*=UTF-8''100%25%20sure%27s%20%281%29%2A.txt`,
  );
  expect(contentDisposition("inline", "日本.png")).toBe(
    `inline; filename="__.png"; filename*=UTF-8''%E6%97%A5%E6%9C%AC.png`,
  );
});

test("only types that run nothing are inert, whatever their spelling", () => {
  for (const type of ["image/png", "TEXT/PLAIN; charset=utf-8", " application/pdf "])
    expect(isInert(type), type).toBe(true);
  for (const type of [
    "text/html",
    "image/svg+xml",
    "application/xhtml+xml",
    "text/javascript",
    "",
    undefined,
    "text/plainx",
  ]) {
    expect(isInert(type), type).toBe(false);
  }
});
