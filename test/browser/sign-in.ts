// Signing in with a browser as people do: the council's page, the provider that knows them, their name on its list.
import type { Page } from 'playwright-core';
import type { LocalHost } from '../../infra/local/serve.ts';

const titles = { schools: 'DfE Sign-in', staff: 'Council staff' };

/** Leaves the page where the council sends somebody who has just come in. */
export async function signInAs(page: Page, host: LocalHost, name: string, slug = 'essex'): Promise<void> {
  const person = host.councils.find(({ council }) => council.slug === slug)?.people.find((each) => each.name === name);
  if (!person) throw new Error(`nobody at ${slug} is called ${name}`);
  await page.goto(`${host.origin}/${slug}`);
  await page.getByRole('link', { name: titles[person.provider] }).click();
  await page.getByRole('button', { name }).click();
  await page.waitForURL(`${host.origin}/${slug}**`);
}
