import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Tab } from "../../e2e/fixtures/tab";
import { elapsed, openBrowser, watch } from "../browser";
import type { Contestant } from "../contestant";
import { signer } from "../peers/signer";
import type { Store } from "../servers";
import { BUCKET } from "../servers";

const PAGE = fileURLToPath(new URL("../peers/uppy.js", import.meta.url));
const PACKAGE = fileURLToPath(new URL("../node_modules/@uppy/aws-s3/package.json", import.meta.url));
const MINUTES = 60_000;

async function read(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}

/** Uppy with its S3 plugin and its defaults, on a page of its own whose server signs. */
export async function uppy(port: number, store: Store): Promise<Contestant> {
  const bundle = await build({
    entryPoints: [PAGE],
    bundle: true,
    format: "esm",
    minify: true,
    write: false,
  });
  const script = bundle.outputFiles[0]?.text ?? "";
  const sign = signer(store, BUCKET);
  const server = createServer(async (request, response) => {
    if (request.url === "/sign") {
      response.setHeader("content-type", "application/json");
      return response.end(JSON.stringify({ url: await sign(JSON.parse(await read(request))) }));
    }
    const isScript = request.url === "/uppy.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(
      isScript
        ? script
        : '<!doctype html><meta charset="utf-8"><title>Uppy</title><input type="file" multiple aria-label="Files"><output></output><script type="module" src="/uppy.js"></script>',
    );
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const browser = await openBrowser();
  const tab = await Tab.open(browser, "about:blank");
  return {
    name: "Uppy aws-s3",
    version: JSON.parse(readFileSync(PACKAGE, "utf8")).version,
    async upload({ files }, { prefix }) {
      await tab.goto(`http://127.0.0.1:${port}/?prefix=${encodeURIComponent(prefix)}`);
      await watch(tab, "output", /uploaded|failed/);
      await tab.choose('[aria-label="Files"]', files);
      const seconds = await elapsed(tab, 10 * MINUTES);
      const text = await tab.evaluate<string>("document.querySelector('output').textContent");
      if (text !== "uploaded") throw new Error(`Uppy: ${text}`);
      return seconds;
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}
