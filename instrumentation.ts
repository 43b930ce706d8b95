/** Next calls this once, before the server answers its first request. */
export async function register(): Promise<void> {
  // biome-ignore lint/style/noProcessEnv: Next replaces this name while it builds, so that no other runtime gets the code.
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  // biome-ignore lint/style/noProcessEnv: a build has no configuration and must not need one.
  if (process.env.NEXT_PHASE === "phase-production-build") return;
  const { start } = await import("./lib/server/boot/start");
  await start();
}
