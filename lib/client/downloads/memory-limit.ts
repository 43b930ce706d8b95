const GiB = 1024 ** 3;

/** The largest archive that is kept in memory, in bytes, where a browser can neither write files nor stream. */
export function memoryLimit(): number {
  return isSmall() ? GiB / 2 : 2 * GiB;
}

function isSmall(): boolean {
  return (
    /Android|iPhone|iPad|Mobile/i.test(navigator.userAgent) ||
    (navigator.maxTouchPoints > 1 && /Mac/.test(navigator.userAgent))
  );
}
