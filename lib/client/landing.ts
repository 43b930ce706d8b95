/**
 * Takes the focus to what a page is about, once that is there. Only from nowhere, or from the link that led here: whoever
 * types in a field or answers a dialog is left alone.
 */
export function land(element: HTMLElement | null | undefined): void {
  const active = document.activeElement;
  const fromNowhere = active === null || active === document.body;
  const fromLink =
    active instanceof HTMLAnchorElement &&
    active.pathname === window.location.pathname &&
    active.search === window.location.search;
  if (fromNowhere || fromLink) element?.focus({ preventScroll: true });
}
