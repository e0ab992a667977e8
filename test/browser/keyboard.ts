// A browser without a mouse: everything is reached with Tab and pressed with a key.
import type { Page } from 'playwright-core';

/** Goes from where the focus is to what is called so, by the Tab key alone. Fails where the keyboard does not come there. */
export async function reach(page: Page, role: 'link' | 'button' | 'radio' | 'textbox' | 'checkbox', name: string | RegExp): Promise<void> {
  const target = page.getByRole(role, { name }).first();
  for (let i = 0; i < 120; i++) {
    await page.keyboard.press('Tab');
    if (
      await target.evaluate(
        (element) => element === (globalThis as unknown as { document: { activeElement: unknown } }).document.activeElement,
      )
    )
      return;
  }
  throw new Error(`the keyboard does not reach the ${role} ${String(name)}`);
}
/** The same for a link or a button, pressed with Enter, which leads to another page. */
export async function press(page: Page, role: 'link' | 'button', name: string | RegExp): Promise<void> {
  await reach(page, role, name);
  await Promise.all([page.waitForEvent('framenavigated'), page.keyboard.press('Enter')]);
  await page.waitForLoadState('load');
}
