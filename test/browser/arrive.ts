// Going on from one page to the next, where what follows cannot begin between the two.
import type { Page } from 'playwright-core';

/**
 * Does what leads to another page, and waits until that page has loaded. A click by itself waits until the page is exchanged, which is
 * too soon for a reload: while the browser exchanges them it refuses one, as the page that it is asked for is no longer the one it shows.
 */
export async function arrive(page: Page, act: () => Promise<void>): Promise<void> {
  await Promise.all([page.waitForEvent('load'), act()]);
}
