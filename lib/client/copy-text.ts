/**
 * Puts text on the clipboard. Browsers withhold the clipboard API over plain http, where the old command still works;
 * false means that neither did, and the text must be shown for the reader to copy.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // Permission withheld: the command below needs none.
    return copyByCommand(text);
  }
  return copyByCommand(text);
}

function copyByCommand(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.className = "fixed top-0 left-0 size-px opacity-0";
  // Within an open dialog, because the dialog takes the focus back from anything outside it.
  const place = document.querySelector('[role="dialog"][data-open]') ?? document.body;
  const focused = document.activeElement;
  place.append(field);
  try {
    field.select();
    return document.execCommand("copy");
  } finally {
    field.remove();
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  }
}
