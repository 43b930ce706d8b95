/** Alive: says nothing about S3, because a restart of Cooper does not mend a store. */
export function GET(): Response {
  return Response.json({ status: "ok" }, { headers: { "cache-control": "no-store" } });
}
