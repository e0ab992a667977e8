// Going on from one page to the next, where what follows cannot begin between the two.
import type { Page } from 'playwright-core';
import type { LocalHost } from '../../infra/local/serve.ts';

/**
 * Does what leads to another page, and waits until that page has loaded. A click by itself waits until the page is exchanged, which is
 * too soon for a reload: while the browser exchanges them it refuses one, as the page that it is asked for is no longer the one it shows.
 * The page one is on has loaded before: told of late, that would be taken for the next one.
 */
export async function arrive(page: Page, act: () => Promise<void>): Promise<void> {
  await page.waitForLoadState();
  await Promise.all([page.waitForEvent('load'), act()]);
}

/** What the page says, once all of it is there: whoever has clicked is on the next page when its first bytes have come. */
export async function words(page: Page): Promise<string> {
  await page.waitForLoadState();
  return page.locator('main').innerText();
}

/** Keeps a page as it is: one that shows a job going on asks for itself anew after a while, and may be half gone while it is looked at. */
export async function still(page: Page): Promise<void> {
  await page.waitForLoadState();
  await page.evaluate('stop()');
}

/** The page as it stands once the work that it tells of is done: the one that comes first may tell of it half-way. */
export async function finished(page: Page, host: LocalHost): Promise<void> {
  await still(page);
  await host.quiet();
  await page.reload();
}
