import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Actor } from "../access/actor";
import { MIB, place, soon, startUploads, type Uploads } from "../s3/test-uploads";
import { everything, testActor } from "../test-world";
import { uploadStatus } from "./begin";
import { completeUpload } from "./complete";
import { recordNames } from "./records";
import { resumeUpload } from "./resume";
import { openTicket } from "./ticket";

const ann = testActor("ann");
const writer = { ...everything, to: "user:local:ann", prefix: "team/", allow: ["list", "write"] as const };
const size = 20 * MIB;

let uploads: Uploads;
beforeAll(async () => {
  uploads = await startUploads();
});
afterAll(() => uploads.close());
beforeEach(() => uploads.configure([everything, writer]));

async function begin(key: string) {
  const before = await recordNames(ann, place);
  const { ticket } = await uploads.begin(key, size, {}, ann);
  await vi.waitFor(async () => expect(await recordNames(ann, place)).toHaveLength(before.length + 1));
  return { ticket, key, uploadId: openTicket(ticket, ann).uploadId ?? "" };
}

const end = ({ key, uploadId }: { key: string; uploadId: string }) =>
  uploads.open(testActor("root"), "inbox").abortMultipart(key, uploadId);

type Begun = Awaited<ReturnType<typeof begin>>;
const asks: [string, (begun: Begun, actor: Actor) => Promise<unknown>][] = [
  ["status", ({ ticket }, actor) => uploadStatus(actor, ticket, soon())],
  ["complete", ({ ticket }, actor) => completeUpload(actor, ticket, {}, soon())],
  ["resume", ({ key, uploadId }, actor) => resumeUpload(actor, place, { key, uploadId }, soon())],
];

describe.each(asks)("%s", (name, ask) => {
  test("says in a word of its own that S3 has no such upload", async () => {
    const begun = await begin(`team/${name}`);
    await end(begun);
    await expect(ask(begun, ann)).rejects.toMatchObject({ code: "upload_gone", status: 404 });
  });

  test.each([
    ["the bucket", []],
    ["the key", [{ ...writer, prefix: "other/" }]],
  ])("says the same of both to somebody who no longer sees %s", async (_what, grants) => {
    const there = await begin(`team/there-${name}`);
    const ended = await begin(`team/ended-${name}`);
    await end(ended);
    uploads.configure([everything, ...grants]);
    const answers = await Promise.all(
      [there, ended].map((begun) => ask(begun, ann).catch(({ code, message }) => ({ code, message }))),
    );
    expect(answers[0]).toMatchObject({ code: "not_found" });
    expect(answers[1]).toEqual(answers[0]);
  });
});

test("the record of an upload outlives a moment without a grant", async () => {
  const begun = await begin("team/kept");
  const { key, uploadId } = begun;
  const names = await recordNames(ann, place);
  uploads.configure([everything, { ...writer, prefix: "other/" }]);
  await expect(resumeUpload(ann, place, { key, uploadId }, soon())).rejects.toMatchObject({
    code: "not_found",
  });
  uploads.configure([everything, writer]);
  await expect(resumeUpload(ann, place, { key, uploadId }, soon())).resolves.toMatchObject({ key });
  expect(await recordNames(ann, place)).toEqual(names);
});
