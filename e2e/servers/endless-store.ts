import { createServer, request, type Server } from "node:http";
import { close, listen } from "./fault-proxy";

/** The bucket whose listing has a first page, and a second one that never comes. */
export const ENDLESS = "endless";

const FIRST_PAGE = `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${ENDLESS}</Name><Prefix></Prefix><KeyCount>1</KeyCount>
<MaxKeys>1000</MaxKeys><IsTruncated>true</IsTruncated><NextContinuationToken>more</NextContinuationToken>
<Contents><Key>d/a</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;x&quot;</ETag><Size>1</Size><StorageClass>STANDARD</StorageClass></Contents>
</ListBucketResult>`;

/** An S3 server in front of another one, with one bucket more: work on it goes on until somebody ends it. */
export class EndlessStore {
  readonly #server: Server;

  constructor(behind: string) {
    const { hostname, port } = new URL(behind);
    this.#server = createServer((req, res) => {
      const { pathname, searchParams } = new URL(req.url ?? "/", "http://store");
      if (pathname === `/${ENDLESS}` || pathname === `/${ENDLESS}/`) {
        if (searchParams.has("continuation-token")) return; // the answer never comes
        res.writeHead(200, { "content-type": "application/xml", "x-amz-bucket-region": "us-east-1" });
        res.end(req.method === "HEAD" ? undefined : FIRST_PAGE);
        return;
      }
      // With the Host that was signed.
      const { method, url, headers } = req;
      const onward = request({ hostname, port, method, path: url, headers }, (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(res);
      });
      onward.on("error", () => res.destroy());
      req.pipe(onward);
    });
  }

  start = (port: number): Promise<void> => listen(this.#server, port);

  stop = (): Promise<void> => close(this.#server);
}
