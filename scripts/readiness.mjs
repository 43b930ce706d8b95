/**
 * Waits until an address answers with 200 to 299, asking every 150 ms. Throws when the process behind it ended or the time is over.
 * @param {string} url
 * @param {{ exited: Promise<number>, output: () => string }} process
 * @param {number} [seconds]
 */
export async function untilReady(url, process, seconds = 60) {
  let ended = null;
  process.exited.then((code) => {
    ended = code;
  });
  const deadline = Date.now() + seconds * 1000;
  let last = "no answer";
  while (Date.now() < deadline) {
    if (ended !== null) throw new Error(`It ended with exit code ${ended} before it was ready.`);
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(5000), redirect: "manual" });
      if (response.ok) return;
      last = `HTTP ${response.status}: ${(await response.text()).slice(0, 300)}`;
    } catch (error) {
      last = error.cause?.message ?? error.message;
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  throw new Error(`It was not ready after ${seconds} seconds (${last}).`);
}

/**
 * Waits until a process has printed something that matches; answers the match.
 * @param {{ exited: Promise<number>, output: () => string }} process
 * @param {RegExp} pattern
 * @param {number} [seconds]
 */
export async function untilPrinted(process, pattern, seconds = 60) {
  let ended = null;
  process.exited.then((code) => {
    ended = code;
  });
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    const match = pattern.exec(process.output());
    if (match) return match;
    if (ended !== null) throw new Error(`It ended with exit code ${ended} before it was ready.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`It did not say that it was ready within ${seconds} seconds.`);
}
