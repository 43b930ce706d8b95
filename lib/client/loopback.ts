/** Hosts that stand for the computer that asks: each computer reaches another one by them, itself. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** Whether a page that came from elsewhere is sent to the computer it is looked at on, where the store hardly is. */
export function leadsAstray(pageOrigin: string, url: string): boolean {
  return isLoopback(new URL(url).hostname) && !isLoopback(new URL(pageOrigin).hostname);
}

/** What is wrong then, and who can mend it. */
export function astrayMessage(url: string): string {
  return `The store's address ${new URL(url).origin} leads to this very computer and not to the store. Your administrator has to set S3_PUBLIC_ENDPOINT (publicEndpoint) to an address that browsers reach.`;
}
