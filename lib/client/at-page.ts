/** An address that Cooper gave, whole: where Cooper relays it is a path of this page's own origin. */
const atPage = (url: string): string => (url.startsWith("/") ? window.location.origin + url : url);

/** What Cooper answered, with the addresses of its parts whole. */
export const partsAtPage = <T extends { parts: { url: string }[] }>(signed: T): T => ({
  ...signed,
  parts: signed.parts.map((part) => ({ ...part, url: atPage(part.url) })),
});
