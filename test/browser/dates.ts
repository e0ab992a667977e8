// A date typed as a person types it: into the boxes for the day, the month and the year.
import type { Locator, Page } from 'playwright-core';

/** Types a date (`2027-09-01`) into the boxes under a legend, or into the only ones there are. */
export async function typeDate(page: Page | Locator, date: string, legend?: string): Promise<void> {
  const boxes = legend ? page.getByRole('group', { name: legend }) : page;
  const [year = '', month = '', day = ''] = date.split('-');
  for (const [label, text] of Object.entries({ Day: day, Month: month, Year: year }))
    await boxes.getByLabel(label, { exact: true }).fill(String(Number(text)));
}
