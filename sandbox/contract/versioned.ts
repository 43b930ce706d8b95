import assert from "node:assert/strict";
import { type Bench, expectStatus } from "./bench";
import { type Answer, pathOf } from "./wire";

export type Place = { bucket: string; key: string };

export async function place(bench: Bench, key: string): Promise<Place> {
  return { bucket: await bench.versionedBucket(), key };
}

export async function freshBucket(bench: Bench, key: string): Promise<Place> {
  return { bucket: await bench.newBucket(), key };
}

export function ask(
  bench: Bench,
  method: string,
  { bucket, key }: Place,
  { version, ...wire }: { version?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  const query = version === undefined ? {} : { versionId: version };
  return bench.signed({ method, path: pathOf(bucket, key), query, ...wire });
}

export async function put(bench: Bench, at: Place, body: string, headers = {}): Promise<string> {
  const answer = expectStatus(await ask(bench, "PUT", at, { body, headers }), 200);
  return String(answer.headers["x-amz-version-id"]);
}

export async function read(bench: Bench, at: Place, version?: string): Promise<string> {
  return expectStatus(await ask(bench, "GET", at, version === undefined ? {} : { version }), 200).text;
}

/** Deletes the newest version softly and hands back the marker's id. */
export async function hide(bench: Bench, at: Place): Promise<string> {
  const answer = expectStatus(await ask(bench, "DELETE", at), 204);
  assert.equal(answer.headers["x-amz-delete-marker"], "true");
  return String(answer.headers["x-amz-version-id"]);
}
