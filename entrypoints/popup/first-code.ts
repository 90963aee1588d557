/** Opening to the first painted code, for the bench. */
const MEASURE = 'open-to-code';

/** The task after the frame in which what is in the page now is drawn. */
export function painted(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

export async function measureFirstCode(): Promise<void> {
  const isThere = document.querySelector('[data-testid=code]') !== null;
  if (!isThere || performance.getEntriesByName(MEASURE).length > 0) return;
  await painted();
  performance.measure(MEASURE, { start: 0, end: performance.now() });
}
