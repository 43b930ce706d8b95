import { QueryClient } from "@tanstack/react-query";
import { afterEach, expect, it, vi } from "vitest";
import { AppError } from "@/lib/errors";
import { objectsQuery, uploadsQuery } from "./queries";
import { createResumeWorld, NOW } from "./transfers/resume/fake-resume";
import { findUpload, type ResumeApi } from "./transfers/resume/find-upload";

const at = { connection: "c", bucket: "b" };
const ENOUGH = 20;
const repeats = { code: "s3_error", message: expect.stringContaining("repeats itself") };

afterEach(() => vi.unstubAllGlobals());

it.each([
  ["objects", objectsQuery(at, "in/"), { prefixes: [], objects: [], allowed: [] }],
  ["unfinished uploads", uploadsQuery(at), { uploads: [], allowed: [] }],
] as const)(
  "a list of %s that leads back to itself fails instead of going on for ever",
  async (_what, query, page) => {
    let asked = 0;
    vi.stubGlobal("fetch", async () => Response.json({ ...page, cursor: ++asked < ENOUGH ? "again" : null }));
    const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
    const all = client.fetchInfiniteQuery({ ...(query as ReturnType<typeof objectsQuery>), pages: ENOUGH });
    await expect(all).rejects.toMatchObject(repeats);
    expect(asked).toBe(2);
  },
);

it("an upload of before is not looked for without end", async () => {
  const plan = createResumeWorld().leave("big");
  let asked = 0;
  const api = {
    uploadStatus: async () => {
      throw new AppError("invalid_ticket", "This ticket is too old.");
    },
    listUploads: async () => ({ uploads: [], cursor: ++asked < ENOUGH ? "again" : null, allowed: ["write"] }),
  } as unknown as ResumeApi;
  await expect(findUpload(api, plan, NOW)).rejects.toMatchObject(repeats);
  expect(asked).toBe(2);
});
