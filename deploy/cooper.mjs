// Starts the Cooper that lies in this folder: `npm start`, the image and the service all run this very file. It stands
// before Next's own server.js, which would listen on every address, take any text for a port, and praise itself.
import { stripVTControlCharacters } from "node:util";

// The build lays these two beside this file.
const beside = (name) => import(new URL(name, import.meta.url).href);
await beside("node-version.mjs");

const EX_CONFIG = 78; // as for every other mistake in the configuration
const host = process.env.HOSTNAME || "127.0.0.1";
const port = process.env.PORT || "3000";

if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
  console.error(`PORT is "${port}", which is no port: give a number up to 65535.`);
  process.exit(EX_CONFIG);
}

process.env.HOSTNAME = host;
process.env.NEXT_TELEMETRY_DISABLED = "1";
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

// Next's banner names an address, and calls itself ready, before Cooper has read its configuration.
const print = console.log;
console.log = (...words) => {
  const line = stripVTControlCharacters(words.join(" "));
  if (line.startsWith("✓ Ready")) void announce();
  else if (!/^\s*(▲ Next|- (Local|Network):|✓ Running|$)/.test(line)) print(...words);
};

const folder = process.cwd();
await beside("server.js");
// Next has gone into its own folder; relative paths in the configuration mean the one that Cooper was started in.
process.chdir(folder);

/** Says once where Cooper is, as soon as it answers. Whatever the answer is, it comes after the boot. */
async function announce() {
  const isEverywhere = host === "0.0.0.0" || host === "::";
  const shown = isEverywhere ? "localhost" : host.includes(":") ? `[${host}]` : host;
  const url = `http://${shown}:${process.env.PORT}`; // Next puts the port here that it got for 0
  try {
    await fetch(`${url}/api/health`);
    print(`Cooper: ${url}${isEverywhere ? " and every other address of this machine" : ""}`);
  } catch (error) {
    console.error(`Cooper listens on ${host} but does not answer at ${url}: ${error.message}`);
  }
  console.log = print;
}
