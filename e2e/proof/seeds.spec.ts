import { linkSync } from "node:fs";
import path from "node:path";
import { full } from "./size";
import { expect, test } from "./test";
import { files, openForUpload, untilDone, writePattern } from "./upload";

const SEEDS = full ? 100 : 4;
/** Seeds of one test; several tests run at once. */
const TOGETHER = full ? 25 : SEEDS;
const SIZE = 200_000_000;

test.beforeEach(({ signIn }) => signIn());

for (let first = 1; first <= SEEDS; first += TOGETHER) {
  const last = first + TOGETHER - 1;
  test(`seeds ${first} to ${last} of errors, resets and delays: each file arrives, and little is sent twice`, async ({
    page,
    bucket,
    chaos,
    folder,
    complaints,
  }) => {
    test.setTimeout(TOGETHER * 90_000);
    complaints.expect(/Failed to load resource|blocked by CORS|ERR_/);
    const sha256 = writePattern(path.join(folder, "file.bin"), SIZE);
    let sent = 0;
    for (let seed = first; seed <= last; seed++) {
      const key = `seed-${seed}.bin`;
      linkSync(path.join(folder, "file.bin"), path.join(folder, key));
      await chaos.add({
        match: { key },
        seed,
        rates: [
          { rate: 0.05, fault: { kind: "status", status: 500, code: "InternalError", readBody: true } },
          { rate: 0.05, fault: { kind: "slow-down" } },
          { rate: 0.05, fault: { kind: "reset", in: "request", after: 4_000_000 } },
          { rate: 0.05, fault: { kind: "delay", ms: 1000 } },
        ],
      });
      await openForUpload(page, bucket.name);
      await files(page).setInputFiles(path.join(folder, key));
      await untilDone(page, key, 85_000);
      await chaos.clear();
      const parts = await chaos.requests({ operation: "UploadPart", key });
      const bytes = parts.reduce((sum, { received }) => sum + received, 0);
      sent += bytes;
      expect(await chaos.sha256(key), `seed ${seed}`).toBe(sha256);
      console.log(`seed ${seed}: ${(bytes / SIZE).toFixed(3)} times the bytes`);
      await bucket.delete(key);
    }
    // Stricter than over all seeds together.
    expect(sent / (SIZE * TOGETHER), "times the bytes, over these seeds").toBeLessThanOrEqual(1.25);
    expect(await bucket.unfinishedUploads()).toEqual([]);
  });
}
