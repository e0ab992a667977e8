// Everybody's first page: whatever it leads to, by the menu or by a card, opens for them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoCouncils } from '../../infra/local/demo/councils.ts';
import { startHost, type TestHost } from '../host.ts';
import { grantYear } from '../standing.ts';

let host: TestHost;
beforeAll(async () => {
  host = await startHost({ councils: demoCouncils });
});
afterAll(() => host?.stop());

const linksIn = (body: string, slug: string): string[] => [
  ...new Set([...body.matchAll(new RegExp(`href="(/${slug}/[^"#?]*)`, 'g'))].map(([, href = '']) => href)),
];

describe.each(demoCouncils.map(({ council, people }) => ({ slug: council.slug, people })))('$slug', ({ slug, people }) => {
  test.each(people.filter(({ key }) => key !== 'robin-fairweather'))('$name ($description)', async ({ key, name }) => {
    const visitor = await host.as(key, slug);
    const home = await visitor.visit(`/${slug}`);
    expect(home.status).toBe(200);
    expect(home.body).toContain(name);
    const links = linksIn(home.body, slug);
    expect(links.length).toBeGreaterThan(1);
    const opened = await Promise.all(links.map(async (link) => [link, (await visitor.visit(link)).status]));
    expect(opened.filter(([, status]) => status !== 200)).toEqual([]);
  });
});

test('a partnership’s lead is led to no statement of a member’s free days, which is the member’s own; the member is', async () => {
  const [anna, tom] = [await host.as('anna-castell', 'essex'), await host.as('tom-haldane', 'essex')];
  expect((await anna.visit('/essex/entitlements/statements/sch_990003')).status).toBe(404);
  const page = await anna.visit('/essex/schools/sch_990003');
  expect(page.status).toBe(200);
  expect(page.body).not.toContain('/entitlements/statements/');
  expect((await tom.visit('/essex/schools/sch_990001')).body).toContain('href="/essex/entitlements/statements/sch_990001"');
});

test('free days at home are those that can still be booked by whoever reads: nothing where none was granted, and not what the council alone books', async () => {
  const [anna, priya] = [await host.as('anna-castell', 'essex'), await host.as('priya-sandhu', 'essex')];
  const text = async (visitor: typeof anna) => (await visitor.visit('/essex')).body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  expect(await text(priya)).not.toContain('none left');
  await grantYear(host, '2026-11-24');
  // Ten days, a quarter of them reserved.
  expect(await text(anna)).toContain('7½ days left');
  expect(await text(priya)).toContain('half a day left');
});
