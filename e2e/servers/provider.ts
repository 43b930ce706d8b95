import { createServer, type Server } from "node:http";
import { OAuth2Server } from "oauth2-mock-server";
import { close, listen } from "./fault-proxy";

/** Who the identity provider says has signed in: claims of the next ID tokens. */
export type Claims = Record<string, unknown>;

/** An OpenID provider that signs everyone in without asking, with the claims that a journey chose. */
export class Provider {
  readonly #server = new OAuth2Server();
  readonly #control: Server;
  #claims: Claims = {};

  constructor() {
    this.#server.service.on("beforeTokenSigning", (token) => {
      Object.assign(token.payload, this.#claims);
    });
    this.#control = createServer((req, res) => {
      let body = "";
      req.on("data", (chunk) => {
        body += chunk;
      });
      req.on("end", () => {
        this.#claims = JSON.parse(body) as Claims;
        res.end("ok");
      });
    });
  }

  async start(port: number, controlPort: number): Promise<string> {
    await this.#server.issuer.keys.generate("RS256");
    await this.#server.start(port, "127.0.0.1");
    await listen(this.#control, controlPort);
    this.#server.issuer.url = `http://127.0.0.1:${port}`;
    return this.#server.issuer.url;
  }

  async stop(): Promise<void> {
    await this.#server.stop();
    await close(this.#control);
  }
}
