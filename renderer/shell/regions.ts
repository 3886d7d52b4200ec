const focusable = 'button:not(:disabled), [href], input:not(:disabled), [contenteditable="true"], [tabindex="0"]';

/** Moves the focus to the next (1) or previous (-1) region of the page. Answers whether there is one. */
export function focusRegion(page: Document, by: 1 | -1): boolean {
  const regions = [...page.querySelectorAll<HTMLElement>('[data-region]')].filter(
    (region) => region.offsetParent !== null || region.getClientRects().length > 0,
  );
  if (regions.length === 0) return false;
  // Regions lie inside one another; the innermost that holds the focus is where one is.
  const current = regions.findLastIndex((region) => region.contains(page.activeElement));
  for (let step = 1; step <= regions.length; step++) {
    const region = regions[(current + by * step + regions.length * 2) % regions.length]!;
    const target = region.matches(focusable) ? region : (ownTarget(region) ?? region);
    target.focus();
    if (page.activeElement === target) return true;
  }
  return false;
}

/** The first thing to focus that belongs to the region itself, not to a region inside it. */
function ownTarget(region: HTMLElement): HTMLElement | undefined {
  return [...region.querySelectorAll<HTMLElement>(focusable)].find(
    (element) => element.closest('[data-region]') === region && element.getClientRects().length > 0,
  );
}
