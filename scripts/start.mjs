// npm start: serves what `npm run build` made, on HOSTNAME (127.0.0.1) and PORT (3000). This process is the server.
import "./node-version.mjs";
import { pathToFileURL } from "node:url";
import { isComplete, server } from "./standalone.mjs";

if (!isComplete()) {
  console.error("Cooper is not built yet. Run `npm run build` first.");
  process.exit(1);
}
await import(pathToFileURL(server).href);
