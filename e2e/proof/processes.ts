import { readFileSync } from "node:fs";
import type { Browser } from "@playwright/test";

/** What a process holds in memory now, in bytes; 0 once it has ended. */
export function residentBytes(pid: number): number {
  try {
    const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return Number(kib ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** The processes that draw pages and run their scripts. */
export async function rendererPids(browser: Browser): Promise<number[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
}

/** Looks every second until stopped; answers the highest of what it saw. */
export function watchMemory(read: () => Promise<number> | number): { highest(): number; stop(): void } {
  let highest = 0;
  let last: unknown = null;
  const timer = setInterval(async () => {
    try {
      highest = Math.max(highest, await read());
    } catch (error) {
      last = error;
    }
  }, 1000);
  return {
    highest() {
      if (highest === 0) throw new Error("Nothing was measured.", { cause: last });
      return highest;
    },
    stop: () => clearInterval(timer),
  };
}
