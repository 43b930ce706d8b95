// usage: node --import tsx .bench-small.mjs <standalone dir> <mode put|form|alias> <count> <delay>
import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync, rmSync } from "node:fs";
import { chromium } from "@playwright/test";
import { CreateBucketCommand, PutBucketCorsCommand, S3Client } from "@aws-sdk/client-s3";
import { startSandbox } from "./sandbox/server.ts";
import { findChromium } from "./scripts/chromium.mjs";
const [dir, mode, count = "1000", delay = "30"] = process.argv.slice(2);
const port = 21110, s3port = 21100, cooper = `http://127.0.0.1:${port}`;
const tmp = mkdtempSync("/tmp/small-run-");
const sandbox = await startSandbox({ dataDir: `${tmp}/s3`, port: s3port, sinks: [], users: [{ accessKeyId: "K", secretAccessKey: "secretsecret" }] });
const s3 = new S3Client({ endpoint: sandbox.url, region: "us-east-1", forcePathStyle: true, credentials: { accessKeyId: "K", secretAccessKey: "secretsecret" } });
await s3.send(new CreateBucketCommand({ Bucket: "bench" }));
await s3.send(new PutBucketCorsCommand({ Bucket: "bench", CORSConfiguration: { CORSRules: [{ AllowedOrigins: [cooper], AllowedMethods: ["GET", "HEAD", "PUT", "POST"], AllowedHeaders: ["*"], ExposeHeaders: ["ETag"] , MaxAgeSeconds: 3600}] } }));
writeFileSync(`${tmp}/cooper.yaml`, `connections:
  - id: s3
    endpoint: ${sandbox.url}
    ${mode.includes("alias") ? `publicEndpointAliases: ["http://localhost:${s3port}"]` : ""}
    credentials: { accessKeyId: K, secretAccessKey: secretsecret }
grants:
  - { to: "signed-in", connection: "*", bucket: "*", prefix: "", allow: [list, read, write, delete, share, manage] }
`);
const child = spawn(process.execPath, [`${dir}/server.js`], { cwd: dir, stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, NODE_ENV: "production", PORT: String(port), HOSTNAME: "127.0.0.1", COOPER_CONFIG: `${tmp}/cooper.yaml`, COOPER_STATE: `file:${tmp}/state`, COOPER_ADMIN_PASSWORD: "correct horse battery", AUTH_SECRET: "x".repeat(40) } });
for (let i = 0; i < 200; i++) { try { if ((await fetch(`${cooper}/api/ready`)).ok) break; } catch {} await new Promise((r) => setTimeout(r, 200)); }
const browser = await chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox"] });
try {
  const context = await browser.newContext();
  const { csrfToken } = await (await context.request.get(`${cooper}/api/auth/csrf`)).json();
  const login = await context.request.post(`${cooper}/api/auth/callback/credentials`, { headers: { origin: cooper }, data: { csrfToken, user: "admin", password: "correct horse battery" } });
  if (!login.ok()) throw new Error("sign in " + login.status());
  if (mode !== "put" && mode !== "alias-put") await context.addInitScript(() => {
    const real = window.fetch;
    window.fetch = (input, init) => {
      if (typeof init?.body === "string" && init.body.includes('"files"')) init = { ...init, body: init.body.replaceAll('"onConflict":"fail"', '"onConflict":"replace"') };
      return real(input, init);
    };
  });
  const page = await context.newPage();
  page.on("console", (m) => { if (m.type() === "error") console.error("console:", m.text().slice(0, 200)); });
  const calls = {}; let doneAt = 0; const bad = [];
  page.on("response", (r) => { const u = new URL(r.url()); if (u.origin !== cooper || r.request().method() !== "POST") return; const n = u.pathname.split("/").slice(-2).join("/"); calls[n] = (calls[n] ?? 0) + 1; if (n.endsWith("complete")) doneAt = Date.now(); if (!r.ok()) bad.push(`${n} ${r.status()}`); });
  await page.goto(`${cooper}/c/s3/bench/`);
  await page.getByLabel("Upload files").waitFor({ state: "attached" });
  await page.waitForTimeout(1000);
  // warm: one file, so that what the store takes is known
  await page.getByLabel("Upload files").setInputFiles({ name: "warm.bin", mimeType: "application/octet-stream", buffer: Buffer.alloc(4096) });
  await page.waitForTimeout(2500);
  await sandbox.journal.quiet(); sandbox.journal.clear(); for (const k of Object.keys(calls)) delete calls[k];
  sandbox.chaos.add({ match: {}, faults: [{ kind: "delay", ms: Number(delay) }] });
  const files = Array.from({ length: Number(count) }, (_, i) => `/tmp/small-bench/files/f${String(i + 1).padStart(4, "0")}.bin`);
  const t0 = Date.now();
  await page.getByLabel("Upload files").setInputFiles(files);
  const set = Date.now();
  for (;;) {
    await new Promise((r) => setTimeout(r, 50));
    const n = sandbox.journal.totals().operations; const sent = (n.PutObject?.statuses?.[200] ?? 0) + (n.PostObject?.statuses?.[201] ?? 0);
    if (sent >= Number(count) && Date.now() - doneAt > 1500) break;
    if (Date.now() - t0 > 180000) { console.log("timeout"); break; }
  }
  const es = sandbox.journal.entries();
  const puts = es.filter((e) => ["PutObject", "PostObject", "OPTIONS"].includes(e.operation));
  const first = Math.min(...puts.map((e) => e.start)), last = Math.max(...puts.map((e) => e.end));
  const ops = {}; for (const e of es) ops[e.operation] = (ops[e.operation] ?? 0) + 1;
  // most under way at once
  const marks = puts.flatMap((e) => [[e.start, 1], [e.end, -1]]).sort((a, b) => a[0] - b[0] || a[1] - b[1]); let now = 0, most = 0, area = 0, prev = first; for (const [t, d] of marks) { area += now * (t - prev); prev = t; now += d; most = Math.max(most, now); }
  console.log(JSON.stringify({ mode, total: doneAt - t0, untilFirst: first - t0, pick: set - t0, sending: last - first, tail: doneAt - last, most, meanInFlight: +(area / (last - first)).toFixed(2), calls, ops, bad }));
} finally {
  await browser.close(); child.kill(); await sandbox.close(); rmSync(tmp, { recursive: true, force: true });
}
