import { pick, seededRandom } from "./random";

const REGIONS = ["North", "South", "East", "West"];
const PRODUCTS = ["Barrel", "Bucket", "Cask", "Firkin", "Hogshead", "Keg", "Stave"];

/** A year's quarter of orders as CSV, with a quoted comma in it as real ones have. */
export function ordersCsv(year: number, quarter: number, rows: number): string {
  const random = seededRandom(year * 10 + quarter);
  const lines = ["order,date,region,product,quantity,unit_price,note"];
  for (let i = 1; i <= rows; i++) {
    const month = (quarter - 1) * 3 + 1 + Math.floor(random() * 3);
    const date = `${year}-${String(month).padStart(2, "0")}-${String(1 + Math.floor(random() * 28)).padStart(2, "0")}`;
    const note = random() < 0.1 ? '"rush, signed for"' : "";
    const price = (20 + random() * 180).toFixed(2);
    lines.push(
      `${year}${quarter}-${String(i).padStart(5, "0")},${date},${pick(random, REGIONS)},${pick(random, PRODUCTS)},${1 + Math.floor(random() * 40)},${price},${note}`,
    );
  }
  return `${lines.join("\n")}\n`;
}

export function metricsJson(year: number, quarter: number): string {
  const random = seededRandom(year * 100 + quarter);
  const regions = Object.fromEntries(
    REGIONS.map((region) => [
      region,
      { orders: Math.floor(random() * 900), revenue: Math.floor(random() * 90_000) },
    ]),
  );
  return `${JSON.stringify({ year, quarter, currency: "EUR", regions }, null, 2)}\n`;
}

/** One day's access log; weekends are quieter. */
export function accessLog(day: Date): string {
  const random = seededRandom(Math.floor(day.getTime() / 86_400_000));
  const weekend = day.getUTCDay() % 6 === 0;
  const count = Math.floor((weekend ? 120 : 400) * (0.7 + random() * 0.6));
  const paths = ["/", "/products", "/products/cask", "/cart", "/checkout", "/api/orders", "/favicon.ico"];
  const lines: string[] = [];
  for (let i = 0; i < count; i++) {
    const at = new Date(
      day.getTime() + Math.floor((i / count) * 86_400_000 + random() * 60_000),
    ).toISOString();
    const status = random() < 0.93 ? 200 : pick(random, [301, 404, 404, 500, 503]);
    lines.push(
      JSON.stringify({ at, status, path: pick(random, paths), ms: Math.floor(5 + random() ** 3 * 900) }),
    );
  }
  return `${lines.join("\n")}\n`;
}

/** One reading of one sensor, a few bytes: what a folder of many small objects is made of. */
export function reading(index: number): string {
  const random = seededRandom(index);
  return `${JSON.stringify({ sensor: `s-${index % 100}`, celsius: Number((12 + random() * 15).toFixed(2)) })}\n`;
}
