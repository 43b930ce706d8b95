import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { load } from "./load";
import { ConfigMistakes, formatMistake } from "./mistakes";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const HASH =
  "$argon2id$v=19$m=19456,t=2,p=1$NNgbnby++FRLuvog+vKePQ$5d+yYfR5s53MQ4J8+1FQS0sHDeUK6cMiQH9lI5pIAx0";
const SHA256 = "ab".repeat(32);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cooper-examples-"));
  writeFileSync(join(folder, "s3-secret-key"), "a secret key\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Every variable that an example names, with a value that its place takes. */
function environment(text: string): Record<string, string> {
  const names = [...text.matchAll(/\$\{([A-Z][A-Z0-9_]*)\}/g)].map(([, name = ""]) => name);
  const value = (name: string) =>
    name.endsWith("_HASH") ? HASH : name.endsWith("_SHA256") ? SHA256 : "value";
  return { ...Object.fromEntries(names.map((name) => [name, value(name)])), SECRETS: folder };
}

async function mistakesOf(text: string): Promise<string[]> {
  const file = join(folder, "cooper.yaml");
  writeFileSync(file, text);
  try {
    await load({
      ...environment(text),
      COOPER_CONFIG: file,
      COOPER_STATE: `file:${join(folder, "state")}`,
      COOPER_URL: "https://cooper.example.org",
    });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigMistakes)) throw error;
    return error.mistakes.map((mistake) => formatMistake(mistake, "cooper.yaml"));
  }
}

describe("docs/examples", () => {
  const examples = readdirSync(join(root, "docs/examples")).filter((name) => name.endsWith(".yaml"));

  it.each(examples)("%s is a cooper.yaml", async (name) => {
    const text = readFileSync(join(root, "docs/examples", name), "utf8");
    expect(text).toMatch(/^#/);
    expect(await mistakesOf(text)).toEqual([]);
  });

  it("are all named where one looks for them", () => {
    const guide = readFileSync(join(root, "docs/configuration.md"), "utf8");
    for (const name of examples) expect(guide).toContain(`examples/${name}`);
  });
});

describe("what the pages show of cooper.yaml", () => {
  const shown = ["README.md", "docs/configuration.md", "docs/deploying.md"].flatMap((page) =>
    [...readFileSync(join(root, page), "utf8").matchAll(/^```yaml\n(connections:\n[\s\S]*?)^```/gm)].map(
      ([, text = ""], index) => [`${page} ${index + 1}`, text] as const,
    ),
  );

  it("is found", () => expect(shown.length).toBeGreaterThan(0));

  // Dots stand for what everybody has their own of.
  it.each(shown)("%s", async (_place, text) => {
    const whole = text
      .replaceAll('"$argon2id$…"', `"${HASH}"`)
      .replaceAll('sha256: "…"', `sha256: ${SHA256}`)
      .replaceAll("/run/secrets/s3 ", `${folder}/s3-secret-key `);
    expect(await mistakesOf(whole)).toEqual([]);
  });
});
