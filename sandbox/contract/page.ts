import { PROFILES, type Profile, STORES } from "../profiles/profiles";
import { SWITCHES } from "../profiles/quirks";
import type { Case } from "./bench";
import { NEEDS } from "./needs";
import { absenceOf, CASES, differenceOf, type Result, TOPICS } from "./run";

/** What a run that found everything as declared would give. */
export function declaredResults(profile: Profile): Result[] {
  return CASES.map((entry) => {
    const difference = differenceOf(entry, profile);
    const outcome = absenceOf(entry, profile) ? "absent" : difference ? "differs" : "ok";
    return { name: entry.name, outcome, reason: null };
  });
}

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

function matrixCell(shownBy: RegExp, profile: Profile): string {
  const cases = CASES.filter(({ name }) => shownBy.test(name));
  const texts = cases
    .map((entry) => differenceOf(entry, profile)?.instead)
    .filter((text) => text !== undefined);
  return texts.length === 0 ? "✓" : [...new Set(texts)].join("; ");
}

function matrix(): string {
  const rows = NEEDS.map(({ need, shownBy }) => [
    need,
    ...PROFILES.map((profile) => matrixCell(shownBy, profile)),
  ]);
  return table(["", ...PROFILES.map((profile) => STORES[profile].name)], rows);
}

/** What is said of several cases in the same words is said once. */
function differences(profile: Profile): string {
  const grouped = new Map<string, { store: string; cooper: string; names: string[] }>();
  for (const { title, absent } of TOPICS) {
    const absence = absent?.[profile];
    if (absence) grouped.set(title, { ...absence, names: [`everything under "${title}"`] });
  }
  for (const entry of CASES) {
    const difference = differenceOf(entry, profile);
    if (!difference || TOPICS.some(({ absent }) => absent?.[profile] === difference)) continue;
    const { cooper, imitated } = difference;
    const store = imitated === false ? `${difference.store} (not imitated)` : difference.store;
    const key = JSON.stringify([store, cooper]);
    const group = grouped.get(key) ?? { store, cooper, names: [] };
    grouped.set(key, { ...group, names: [...group.names, entry.name] });
  }
  const rows = [...grouped.values()].map(({ store, cooper, names }) => [names.join("<br>"), store, cooper]);
  return table(["case", "the store", "Cooper"], rows);
}

function store(profile: Profile): string {
  const { name, known, sources, setup, quirks } = STORES[profile];
  const switches = Object.entries(SWITCHES).filter(([key]) => key in quirks);
  return [
    `### ${name}`,
    `Known by: ${known} (${sources.join("; ")}).`,
    ...(setup.length > 0 ? [`To set: ${setup.join(" ")}`] : []),
    differences(profile),
    [
      `<details><summary>How the sandbox is made so by <code>--profile ${profile}</code></summary>`,
      switches.map(([key, text]) => `- \`${key}\`: ${text}`).join("\n"),
      "</details>",
    ].join("\n\n"),
  ].join("\n\n");
}

const MARKS: Record<Result["outcome"], string> = {
  ok: "✓",
  differs: "differs",
  absent: "absent",
  failed: "FAILED",
};

function results(cases: readonly Case[], sandbox: readonly Result[], ceph: readonly Result[]): string {
  const mark = (ran: readonly Result[], name: string) => {
    const result = ran.find((one) => one.name === name);
    return result ? MARKS[result.outcome] : "not run";
  };
  return table(
    ["", "the sandbox", STORES.ceph16.name],
    cases.map(({ name }) => [name, mark(sandbox, name), mark(ceph, name)]),
  );
}

const HEAD = `# Stores

<!-- Made by \`npm run stores\` from sandbox/contract and sandbox/profiles. Change those, not this page. -->

Cooper is made for AWS S3 and for stores that speak its language. This page says what Cooper needs of a store, where
five of them differ from S3, and how Cooper behaves there.

**Measured** are the sandbox, an S3 server that ships with Cooper's sources and is as strict as S3's documentation, and
${STORES.ceph16.name}: one suite runs against both, and every line of it is below. The other stores are **documented
only**: what their makers and users write was built into the sandbox, Cooper's own server was tested against that, and
nobody ran the suite on the real ones. If you do, tell us: [how to run it](#run-it-against-yours).

## Will Cooper work with mine?

✓ is as on S3; otherwise what you get instead.`;

const WHERE = `## Where they differ

*Not imitated* are differences of a real store that the sandbox leaves out when it is like that store, since nothing in
Cooper could tell.`;

const OTHERS = `### Others

Google Cloud Storage has no DeleteObjects in its S3 interface (cloud.google.com/storage/docs/migrating): Cooper finds that
out at the first deletion, and then deletes one by one, eight at a time. \`--quirk noMultiDelete\` makes the sandbox so.`;

const RUN = `## Run it against yours

\`\`\`
npm ci
npm run test:s3 -- --endpoint https://s3.example.com --access-key … --secret-key … [--region …] [--profile NAME] [--only TEXT] [--json FILE]
\`\`\`

It makes buckets of its own, \`contract-…\`, and removes them. Each line says \`ok\`, \`differs\` (with what the store does
and how Cooper behaves) or \`FAILED\` with the reason; a declared difference that is not there any more is a failure too.
Profiles: ${PROFILES.map((profile) => `\`${profile}\``).join(", ")}. To see Cooper on one of them without having it:
\`npx tsx sandbox/main.ts --port 5400 --data DIR --profile garage\`; single differences go on with \`--quirk NAME\`.`;

/** The page for people who run a store; nothing in it depends on when or where it was made. */
export function renderPage(sandbox: readonly Result[], ceph: readonly Result[]): string {
  const others = PROFILES.filter((profile) => profile !== "aws");
  const parts = [
    HEAD,
    matrix(),
    WHERE,
    ...others.map(store),
    OTHERS,
    RUN,
    "## Every case",
    "`differs` stands for a case that must fail there, since the store is known to differ; why is above.",
    ...TOPICS.flatMap(({ title, cases }) => [`### ${title}`, results(cases, sandbox, ceph)]),
  ];
  return `${parts.join("\n\n")}\n`;
}
