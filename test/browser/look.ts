// Looks at pages as a hostile reader would: axe without a violation, nothing sideways at 320 px, and with DAYBOOK_LOOK=1 pictures of both to look at.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { still } from './arrive.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
type Axe = { run(options: unknown): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };

/** Taking pictures takes its time, so they are taken for whoever means to look at them. */
const keeps = process.env.DAYBOOK_LOOK !== undefined;

export type Look = (page: Page, name: string) => Promise<void>;

/** Pictures are kept under this name, in the order in which they were taken. Where the browser runs no scripts, axe cannot look. */
export function looker(tour: string, scripts = true): Look {
  const folder = fileURLToPath(new URL(`../output/${tour}/`, import.meta.url));
  mkdirSync(folder, { recursive: true });
  let taken = 0;
  return async (page, name) => {
    taken += 1;
    const path = `${folder}${String(taken).padStart(2, '0')}-${name}`;
    await still(page);
    if (keeps) await page.screenshot({ path: `${path}.png`, fullPage: true });
    if (scripts) {
      await page.evaluate(axe);
      const violations = await page.evaluate(async () => {
        const { axe: tool } = globalThis as unknown as { axe: Axe };
        const found = await tool.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
        return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
      });
      expect(violations, `axe on ${name}`).toEqual([]);
    }
    await page.setViewportSize({ width: 320, height: 800 });
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    expect(overflow, `${name} scrolls sideways at 320 px`).toBeLessThanOrEqual(0);
    if (keeps) await page.screenshot({ path: `${path}-320.png`, fullPage: true });
    await page.setViewportSize({ width: 1200, height: 900 });
  };
}

/** How far, in pixels, the widest table of a page stands out beyond a sheet of A4 with margins of a centimetre, on which nobody can scroll. */
export async function beyondPaper(page: Page): Promise<number> {
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 718, height: 1000 });
  const beyond = await page.evaluate<number>(
    'Math.max(0, ...[...document.querySelectorAll("table")].map((table) => table.getBoundingClientRect().right - innerWidth))',
  );
  await page.emulateMedia({ media: null });
  await page.setViewportSize({ width: 1200, height: 900 });
  return beyond;
}
