import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { operations } from "@/lib/schemas/operations";
import { openApiDocument } from "./openapi";

const root = join(import.meta.dirname, "../../app/api/v1");

/** What Next serves below /api/v1: `GET /api/v1/…` with `{name}` for a dynamic segment. */
async function servedOperations(): Promise<string[]> {
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith("route.ts"),
  );
  const served = await Promise.all(
    files.map(async (file) => {
      const path = `/api/v1/${file.replace(/\/?route\.ts$/, "")}`.replace(/\[([^\]]+)\]/g, "{$1}");
      const methods = Object.keys((await import(/* @vite-ignore */ join(root, file))) as object);
      // HEAD is GET without its body, and is not described apart.
      return methods.filter((method) => method !== "HEAD").map((method) => `${method} ${path}`);
    }),
  );
  return served.flat().sort();
}

test("every route is described, and every description has its route", async () => {
  const described = Object.values(operations).map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  expect(await servedOperations()).toEqual(described.sort());
});

test("the document is whole: unique ids, described parameters, no dangling reference", () => {
  const document = openApiDocument() as {
    openapi: string;
    paths: Record<
      string,
      Record<string, { operationId: string; parameters?: { name: string; in: string }[] }>
    >;
  };
  expect(document.openapi).toBe("3.1.0");
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.values(methods).map((operation) => ({ path, ...operation })),
  );
  expect(new Set(all.map(({ operationId }) => operationId)).size).toBe(Object.keys(operations).length);
  for (const { path, parameters } of all) {
    const inPath = (parameters ?? [])
      .filter((parameter) => parameter.in === "path")
      .map(({ name }) => `{${name}}`);
    expect(inPath.sort(), path).toEqual((path.match(/\{[^}]+\}/g) ?? []).sort());
  }
  const text = JSON.stringify(document);
  for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
    expect(document).toHaveProperty(["components", "schemas", name ?? ""]);
  }
});
