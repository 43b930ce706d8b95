// Whether the Cooper of this container is alive: exit code 0 or 1, without curl, which slim images do not have.
const host = { "": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1" }[process.env.HOSTNAME ?? ""];
const name = host ?? process.env.HOSTNAME;
const url = `http://${name.includes(":") ? `[${name}]` : name}:${process.env.PORT || "3000"}/api/health`;

try {
  const { status } = await fetch(url, { signal: AbortSignal.timeout(4000) });
  if (status !== 200) throw new Error(`HTTP ${status}`);
} catch (error) {
  console.error(`${url}: ${error.cause?.message || error.message}`);
  process.exit(1);
}
