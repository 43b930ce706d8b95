import { DeleteObjectsCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import type { Contestant, Load } from "./contestant";
import { BUCKET } from "./servers";

export type Result = { contestant: Contestant; seconds: number[] };

/**
 * Lets all run one after the other, round by round, so that a busy minute of the machine falls on everybody. Of many
 * small files a round before the first is not counted: a server that has just started is slow for whoever comes first.
 */
export async function race(
  load: Load,
  contestants: readonly Contestant[],
  rounds: number,
  client: S3Client,
  say: (text: string) => void,
): Promise<Result[]> {
  const results = contestants.map((contestant): Result => ({ contestant, seconds: [] }));
  for (let round = load.files.length > 1 ? 0 : 1; round <= rounds; round++)
    for (const { contestant, seconds } of results) {
      const prefix = `${contestant.name.replaceAll(/\W+/g, "-")}-${load.name.replaceAll(/\W+/g, "-")}-${round}/`;
      const taken = await contestant.upload(load, { bucket: BUCKET, prefix });
      await check(client, prefix, load);
      if (round > 0) seconds.push(taken);
      say(`${load.name}, round ${round}: ${contestant.name} ${taken.toFixed(2)} s`);
    }
  return results;
}

/** Whoever did not store all bytes did not finish; what was stored makes room for the next. */
async function check(client: S3Client, prefix: string, load: Load): Promise<void> {
  let count = 0;
  let bytes = 0;
  for (;;) {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: prefix }));
    if (Contents.length === 0) break;
    count += Contents.length;
    for (const { Size = 0 } of Contents) bytes += Size;
    const Objects = Contents.map(({ Key }) => ({ Key }));
    await client.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects, Quiet: true } }));
  }
  if (count !== load.files.length || bytes !== load.bytes)
    throw new Error(
      `${prefix} holds ${count} objects of ${bytes} bytes, not ${load.files.length} of ${load.bytes}.`,
    );
}

export const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
};

export const worst = (numbers: readonly number[]): number => Math.max(...numbers);
