// Signing in with a browser as people do: the council's page, the provider that knows them, their name on its list.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { LocalHost } from '../../infra/local/serve.ts';

const titles = { schools: 'DfE Sign-in', staff: 'Council staff' };

/** Leaves the page where the council sends somebody who has just come in. Whoever has several organisations is asked at DfE Sign-in for which. */
export async function signInAs(page: Page, host: LocalHost, name: string, slug = 'essex', organisation?: string): Promise<void> {
  const person = host.councils.find(({ council }) => council.slug === slug)?.people.find((each) => each.name === name);
  if (!person) throw new Error(`nobody at ${slug} is called ${name}`);
  await page.goto(`${host.origin}/${slug}`);
  await page.getByRole('link', { name: titles[person.provider] }).click();
  await page.getByRole('button', { name }).click();
  if (organisation) await page.getByRole('button', { name: organisation }).click();
  await page.waitForURL(`${host.origin}/${slug}**`);
}

/** A browser of their own for each visitor, as wide as a desk's screen; `leave` closes all of them. */
export function desks(at: () => { browser: Browser; host: LocalHost }) {
  const contexts: BrowserContext[] = [];
  async function newPage(options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
    const context = await at().browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
    contexts.push(context);
    return context.newPage();
  }
  return {
    newPage,
    async signedIn(name: string, options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
      const page = await newPage(options);
      await signInAs(page, at().host, name);
      return page;
    },
    async leave(): Promise<void> {
      for (const context of contexts.splice(0)) await context.close();
    },
  };
}
