// npm run reset-admin: a new password for the administrator whose password lives in the state, printed once.
// A running Cooper takes it within five seconds. Writes the documents of lib/server/state by hand; its test holds the two together.
import "./node-version.mjs";
import { createHash, createHmac, hkdfSync, randomBytes, randomUUID } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { hash } from "@node-rs/argon2";

const NAME = "administrator";

function fail(message) {
  console.error(message);
  process.exit(1);
}

function stateFolder() {
  const state = process.env.COOPER_STATE || "file:./.cooper";
  if (!state.startsWith("file:"))
    fail("This works for file: state only. Set COOPER_ADMIN_PASSWORD instead: it needs no state.");
  return path.resolve(state.slice("file:".length).replace(/^\/\/(?=\/)/, ""));
}

/** What another user writes here is of no use to Cooper: it could not even read it. */
function requireOwner(folder) {
  if (!existsSync(folder)) return;
  const { uid } = statSync(folder);
  if (process.getuid && process.getuid() !== uid)
    fail(
      `${folder} belongs to user ${uid}, as whom Cooper runs. Run this as that user too, such as by: setpriv --reuid ${uid} --clear-groups node …`,
    );
}

function secret(folder) {
  for (const name of ["AUTH_SECRET", "NEXTAUTH_SECRET"]) {
    const file = process.env[`${name}_FILE`];
    if (file) return readFileSync(file, "utf8").trim();
    if (process.env[name]) return process.env[name];
  }
  const file = path.join(folder, "auth-secret");
  if (!existsSync(file)) fail(`There is no Cooper in ${folder} yet. Its first start prints a password.`);
  return readFileSync(file, "utf8").trim();
}

/** The file that may follow the newest text, which only one writer can create. */
function successorOf(document) {
  if (!existsSync(document)) return document;
  let text = readFileSync(document, "utf8");
  for (;;) {
    const tag = createHash("sha256").update(text).digest("hex").slice(0, 32);
    const next = `${document}~${tag}`;
    if (!existsSync(next)) return next;
    text = readFileSync(next, "utf8");
  }
}

if (process.env.COOPER_ADMIN_PASSWORD || process.env.COOPER_ADMIN_PASSWORD_FILE)
  fail("COOPER_ADMIN_PASSWORD is set, so the password is what it says: change it there.");

const folder = stateFolder();
requireOwner(folder);
const key = Buffer.from(hkdfSync("sha256", secret(folder), "", "cooper/state-document", 32));
const password = randomBytes(15).toString("base64url");
const content = {
  name: NAME,
  schema: "administrator/1",
  kind: "live",
  body: { passwordHash: await hash(password) },
  rev: randomUUID(),
  at: new Date().toISOString(),
};
const sealed = [content.name, content.schema, content.rev, content.at, content.kind, content.body];
const mac = createHmac("sha256", key).update(JSON.stringify(sealed)).digest("hex");

const documents = path.join(folder, "documents");
mkdirSync(documents, { recursive: true, mode: 0o700 });
const document = path.join(documents, `${NAME}.json`);
const temporary = `${document}.${randomBytes(8).toString("hex")}.tmp`;
writeFileSync(temporary, `${JSON.stringify({ ...content, mac })}\n`, { mode: 0o600, flag: "wx" });
try {
  linkSync(temporary, successorOf(document));
} catch (error) {
  fail(`Somebody else changed the password at the same moment: try again. (${error.code})`);
}
renameSync(temporary, document);

console.log(`\n  Sign in as  admin\n  Password    ${password}   (shown only now)\n`);
if (process.env.COOPER_CONFIG)
  console.log("COOPER_CONFIG is set: the administrator counts only where Cooper runs without it.\n");
