/** A store may take its time to begin; what was not shown by then was a download. */
const KEPT_MS = 5 * 60_000;

/**
 * Sends a hidden frame to an address that should be a download. Answers true if a page came instead, an error that would
 * have taken this page's place, and false when that can be ruled out; a download itself tells nobody that it began.
 */
export function showsInFrame(url: string): Promise<boolean> {
  const frame = document.createElement("iframe");
  frame.hidden = true;
  frame.referrerPolicy = "no-referrer";
  // Whatever comes runs nothing.
  frame.sandbox.add("allow-downloads");
  frame.title = "Download";
  return new Promise((resolve) => {
    const end = (shown: boolean) => {
      clearTimeout(timer);
      frame.remove();
      resolve(shown);
    };
    const timer = setTimeout(() => end(false), KEPT_MS);
    frame.addEventListener("load", () => end(true));
    frame.src = url;
    document.body.append(frame);
  });
}
