// One council's pack is one council's: four models side by side in one table, of which one is changed, leave the other three what they were, byte for byte; and each
// diary that is kept rests on its own council's words alone.
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DemoCouncil } from '../../infra/local/demo/council.ts';
import { essex } from '../../infra/local/demo/essex.ts';
import { rivermouth } from '../../infra/local/demo/rivermouth.ts';
import { academicYearOf, type CivilDate } from '../../shared/calendar.ts';
import { shiftedByYears } from '../../shared/policy/rules.ts';
import { type Pack, packSchema } from '../../shared/policy/schema.ts';
import { clausesOf } from '../clauses.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { got } from '../office.ts';
import { manchester, rochdale } from './models.ts';

const models: readonly DemoCouncil[] = [essex, manchester, rochdale, rivermouth];
const slugOf = ({ council }: DemoCouncil): string => council.slug;

describe('changing one council’s pack', () => {
  // In the academic and the financial year of every model, each moved to the present.
  const today = '2027-04-20' as CivilDate;
  let host: TestHost;
  const administrators = new Map<string, Visitor>();
  beforeAll(async () => {
    host = await startHost({
      at: `${today}T08:00:00Z`,
      only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'worker', 'outbox'],
      councils: models,
      seeded: true,
    });
    for (const { council, people } of models) {
      const administrator = people.find(({ rights }) => rights.some(({ roles }) => roles.includes('council-admin')))?.key ?? '';
      administrators.set(council.slug, await host.as(administrator, council.slug));
    }
  });
  afterAll(() => host.stop());

  type Offered = {
    id: string;
    title: string;
    class: string;
    prices: { from: string; perDayExVatPence: number }[];
    clause: { text: string };
  };
  /** All that a council's rules come to today, for each of its holders with the reasons, and all that it offers, at which prices. */
  async function textOf(council: string): Promise<string> {
    const who = administrators.get(council);
    if (!who) throw new Error(`nobody administers ${council}`);
    const runs = `/${council}/api/entitlements/runs`;
    const { id } = got<{ id: string }>(await who.json(runs, { kind: 'allocate', on: today }), 201, 202);
    await host.quiet();
    const lines = await who.get(`/${council}/entitlements/runs/${id}/lines`);
    expect(lines.status).toBe(200);
    const { services } = got<{ services: Offered[] }>(await who.json(`/${council}/api/catalogue`), 200);
    got(await who.json(`${runs}/${id}/cancellation`, {}), 200);
    const offered = services.map(({ id: service, title, class: group, prices, clause }) =>
      [service, title, group, ...prices.map(({ from, perDayExVatPence }) => `${from} ${perDayExVatPence}`), clause.text].join(','),
    );
    return [lines.body, ...offered.sort()].join('\r\n');
  }
  const texts = async () => new Map(await Promise.all(models.map(async (model) => [slugOf(model), await textOf(slugOf(model))] as const)));

  /** The same pack with two half-days more for whoever its first rule per school means, and one more service. */
  function changed({ pack }: DemoCouncil): Pack {
    const inForce = shiftedByYears(pack, academicYearOf(today) - academicYearOf(pack.effectiveFrom));
    const first = inForce.allocations.find(({ per }) => per === 'school');
    const service = inForce.services.find((each) => each.class === 'core');
    return packSchema.parse({
      ...inForce,
      services: [...inForce.services, { ...service, code: 'one-more-service', title: 'One more service' }],
      allocations: inForce.allocations.map((rule) =>
        rule === first && rule.per === 'school' ? { ...rule, grant: { halfDays: rule.grant.halfDays + 2 } } : rule,
      ),
    });
  }

  test('changes what that council grants and offers, and nothing of the others, to the byte', async () => {
    let before = await texts();
    for (const text of before.values()) expect(text.split('\r\n').length).toBeGreaterThan(10);
    for (const model of models) {
      const council = slugOf(model);
      const pack = changed(model);
      const published = await host.invoke('entitlements', { council, task: 'publish-policy', subject: { pack } });
      expect(published).toMatchObject({ ok: true });
      await host.invoke('catalogue', { council, task: 'adopt-services', subject: { pack } });
      // A version takes effect five minutes after it is published.
      host.clock.set(new Date(host.clock.now() + 360_000).toISOString());
      const after = await texts();
      expect(after.get(council), council).toContain('svc_one-more-service');
      // Other days are granted, not only by another version.
      const granted = (text = '') => text.replaceAll(`${pack.code}/2`, `${pack.code}/1`).split('svc_')[0];
      expect(granted(after.get(council)), council).not.toBe(granted(before.get(council)));
      for (const other of models.map(slugOf).filter((slug) => slug !== council))
        expect(after.get(other) === before.get(other), `${other} when ${council} changes`).toBe(true);
      before = after;
    }
  });
});

describe('a diary', () => {
  const folder = new URL('../golden/councils/', import.meta.url);
  const told = readdirSync(folder).map((name) => ({ name, lines: readFileSync(new URL(name, folder), 'utf8').split('\n') }));
  const sourceIn = ({ lines }: { lines: string[] }) => lines.find((line) => line.startsWith('Source: '))?.slice('Source: '.length) ?? '';
  const inPack = ({ pack }: DemoCouncil, text: string, reference: string) =>
    clausesOf(pack).some((clause) => clause.text === text && clause.reference === reference);

  test('is kept of every model, on its own source', () => {
    for (const { pack } of models) expect(told.map(sourceIn), pack.code).toContain(pack.source);
  });

  test('is kept of every row of what is free by right', () => {
    const rows = new Set(told.flatMap(({ lines }) => lines[0]?.match(/\b[A-D]\d+\b/g) ?? []));
    const free = ['A3', 'A4', 'A5', 'A6', 'A7', 'A8', 'A9', 'B1', 'B7', 'B10', 'B11', 'B12', 'C3', 'C4', 'D1', 'D2', 'D4'];
    expect(free.filter((row) => !rows.has(row))).toEqual([]);
  });

  test.each(told)('$name quotes its own council’s pack, and no clause of another’s', (of) => {
    const quoted = of.lines.flatMap((line) => {
      const [, text, reference] = /^ {2}“(.*)” \((.*)\)$/.exec(line) ?? [];
      return text && reference ? [{ text, reference }] : [];
    });
    expect(sourceIn(of)).not.toBe('');
    for (const model of models) {
      const isOwn = model.pack.source === sourceIn(of);
      const others = quoted.filter(({ text, reference }) => inPack(model, text, reference));
      if (isOwn) expect(others.length, model.pack.code).toBeGreaterThan(0);
      else expect(others, model.pack.code).toEqual([]);
    }
  });
});
