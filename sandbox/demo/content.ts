import { landscape, poster } from "./landscape";
import { encodePdf } from "./pdf";
import { accessLog, metricsJson, ordersCsv, reading } from "./tables";

/** One object to be made; the body is a function so that only those in flight are in memory. */
type Item = { key: string; type: string; body: () => string | Buffer };
export type DemoBucket = { name: string; region: string; cors: boolean; items: () => Iterable<Item> };

const text = (key: string, body: string, type = "text/plain; charset=utf-8"): Item => ({
  key,
  type,
  body: () => body,
});
const markdown = (key: string, body: string) => text(key, body, "text/markdown; charset=utf-8");

function* photos(): Iterable<Item> {
  const trips = ["2026/05 Lofoten", "2026/07 Dolomites", "2026/09 Harz"];
  for (const [trip, folder] of trips.entries())
    for (let i = 1; i <= 8; i++)
      yield {
        key: `${folder}/DSC_${String(trip * 100 + i).padStart(4, "0")}.png`,
        type: "image/png",
        body: () => landscape(trip * 1000 + i * 37),
      };
  for (const [i, title] of ["Coopers' fair", "Open cellar", "Stave & hoop"].entries())
    yield text(`posters/${title}.svg`, poster(title.replace("&", "&amp;"), 20 + i * 110), "image/svg+xml");
  yield markdown(
    "README.md",
    "# Photos\n\nMade by a program, not taken by anyone. Each trip has a folder.\n",
  );
}

function* reports(): Iterable<Item> {
  for (const year of [2024, 2025, 2026])
    for (let quarter = 1; quarter <= (year === 2026 ? 3 : 4); quarter++) {
      const folder = `${year}/q${quarter}`;
      yield { key: `${folder}/orders.csv`, type: "text/csv", body: () => ordersCsv(year, quarter, 1500) };
      yield {
        key: `${folder}/metrics.json`,
        type: "application/json",
        body: () => metricsJson(year, quarter),
      };
      yield {
        key: `${folder}/Quarterly report.pdf`,
        type: "application/pdf",
        body: () => report(year, quarter),
      };
    }
  yield markdown(
    "How to read these.md",
    "# Reports\n\n- `orders.csv`: every order\n- `metrics.json`: sums by region\n",
  );
}

function report(year: number, quarter: number): Buffer {
  const rows = ordersCsv(year, quarter, 40).trim().split("\n").slice(1);
  return encodePdf([
    {
      title: `Quarterly report ${year}, Q${quarter}`,
      lines: ["Casks and buckets Ltd.", "", "The first forty orders follow."],
    },
    { title: "Orders", lines: rows },
  ]);
}

function* logs(): Iterable<Item> {
  for (let i = 0; i < 45; i++) {
    const day = new Date(Date.UTC(2026, 9, 1 + i));
    const key = `shop/${day.toISOString().slice(0, 10).replaceAll("-", "/")}/access.jsonl`;
    yield { key, type: "application/x-ndjson", body: () => accessLog(day) };
  }
}

function* team(): Iterable<Item> {
  yield markdown("shared/Welcome.md", "# Welcome\n\nEveryone may read what is in `shared/`.\n");
  yield text("shared/holidays.csv", "date,name\n2026-12-25,Christmas Day\n2027-01-01,New Year\n", "text/csv");
  yield text("shared/templates/invoice.txt", "Invoice no. ____\n");
  yield text("home/guest/Put your files here.txt", "This folder is yours to write.\n");
  yield text("home/admin/todo.txt", "[x] try the demo\n[ ] tell a friend\n");
  yield markdown("home/ann/notes/2026-11.md", "- ask for a bigger bucket\n");
  yield text("finance/salaries.csv", "name,amount\nnobody,0\n", "text/csv");
}

/** Names that S3 allows and that have broken many a tool. */
function* oddNames(): Iterable<Item> {
  const names = [
    "a//b",
    "a/./b",
    "a/../b",
    "../x",
    "/starts with a slash",
    "ends with a space ",
    " starts with one",
    "100% sure?.txt",
    "50%25.txt",
    "plus+and&ampersand=equals.txt",
    "hash#tag.txt",
    "semi;colon,comma.txt",
    "quotes \"double\" and 'single'.txt",
    "back\\slash.txt",
    "<b>bold</b>.html",
    "{{template}}.txt",
    "tab\there.txt",
    "🪣 bucket.txt",
    "日本語/写真.txt",
    "naïve (composed).txt",
    "nai\u0308ve (decomposed).txt",
    "עברית.txt",
    "gpj.\u202etxt",
    "zero\u200bwidth.txt",
    "CON",
    "file.",
    "...",
    `${"long ".repeat(40)}.txt`,
  ];
  for (const name of names) yield text(name, `The key of this object is ${JSON.stringify(name)}.\n`);
  yield text("folder marker/", "", "application/x-directory");
  yield text("page.html", "<script>document.title = 'ran'</script><h1>Hello</h1>\n", "text/html");
}

function* sensors(): Iterable<Item> {
  for (let i = 0; i < 10_000; i++)
    yield {
      key: `readings/${String(i).padStart(5, "0")}.json`,
      type: "application/json",
      body: () => reading(i),
    };
}

const hello = () => [markdown("README.md", "# Nothing else here\n\nTry uploading something.\n")];

export const buckets: DemoBucket[] = [
  { name: "photos", region: "us-east-1", cors: true, items: photos },
  { name: "reports", region: "us-east-1", cors: true, items: reports },
  { name: "logs", region: "us-east-1", cors: true, items: logs },
  { name: "team", region: "us-east-1", cors: true, items: team },
  { name: "odd-names", region: "us-east-1", cors: true, items: oddNames },
  { name: "sensors", region: "us-east-1", cors: true, items: sensors },
  { name: "frankfurt-archive", region: "eu-central-1", cors: true, items: hello },
  { name: "no-cors-yet", region: "us-east-1", cors: false, items: hello },
  { name: "empty", region: "us-east-1", cors: true, items: () => [] },
];
