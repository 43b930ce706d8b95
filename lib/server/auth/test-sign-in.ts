import "server-only";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { setConfigForTest, tellNextAuth } from "../config";
import type { Config } from "../config/types";
import { handleAuth } from "./handle-auth";

export const COOPER = "https://cooper.example.org";
const statePath = mkdtempSync(join(tmpdir(), "cooper-auth-"));
afterAll(() => rmSync(statePath, { recursive: true, force: true }));

/** Tests of signing in: a configuration with what the test is about, over one without anybody. */
export function configure(changes: Partial<Config>): void {
  const config: Config = {
    url: COOPER,
    authSecret: "a secret of a test that is long enough",
    connections: [],
    users: [],
    stateAdministrator: false,
    oidc: [],
    tokens: [],
    grants: [],
    disabled: [],
    trustedProxies: [],
    readOnly: false,
    stopDelay: 0,
    relayLimits: { all: 128, perActor: 32 },
    state: { kind: "file", path: statePath },
    ...changes,
  };
  setConfigForTest(config);
  tellNextAuth(config);
}

/** As much of a browser as signing in needs: it keeps cookies and calls `/api/auth/…`. */
export class TestBrowser {
  readonly cookies = new Map<string, string>();
  readonly setCookies: string[] = [];
  readonly address: string;

  constructor(address = "192.0.2.1") {
    this.address = address;
  }

  get headers(): Headers {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    return new Headers({ host: "cooper.example.org", cookie, "x-cooper-peer": this.address });
  }

  get request(): Request {
    return new Request("http://localhost:3000/api/v1/connections", { headers: this.headers });
  }

  async get(path: string): Promise<Response> {
    return this.#send(path, new Request(`http://localhost:3000${path}`, { headers: this.headers }));
  }

  async post(path: string, body: object, changes: Record<string, string> = {}): Promise<Response> {
    const { csrfToken } = (await (await this.get("/api/auth/csrf")).json()) as { csrfToken: string };
    const headers = this.headers;
    for (const [name, value] of Object.entries({
      "content-type": "application/json",
      origin: COOPER,
      "sec-fetch-site": "same-origin",
      ...changes,
    }))
      headers.set(name, value);
    const text = JSON.stringify({ csrfToken, ...body });
    return this.#send(
      path,
      new Request(`http://localhost:3000${path}`, { method: "POST", headers, body: text }),
    );
  }

  signIn(user: string, password: string, callbackUrl?: string): Promise<Response> {
    return this.post("/api/auth/callback/credentials", { user, password, callbackUrl });
  }

  async #send(path: string, request: Request): Promise<Response> {
    const segments = new URL(path, COOPER).pathname.split("/").slice(3);
    const response = await handleAuth(request, segments);
    for (const line of response.headers.getSetCookie()) {
      this.setCookies.push(line);
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }
}
