// Who commissions what, at the counter: intervention is the council's to book for any school (Rochdale 2012, 4.2 and 7.1), and an officer delivers and may flag a need
// but never commissions (Manchester 2007, 4.7.1).
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DemoCouncil } from '../../infra/local/demo/council.ts';
import { essex } from '../../infra/local/demo/essex.ts';
import { rochdale2012 } from '../../shared/policy/rochdale-2012.ts';
import { academy, Counter, maintained, nameOf, type Problem } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { got } from '../office.ts';

const intervention = 'svc_statutory-intervention';
const council: DemoCouncil = {
  ...essex,
  // The pack as in its own council, from the September in which the demonstration's begin.
  pack: { ...rochdale2012, effectiveFrom: '2011-09-01' as typeof rochdale2012.effectiveFrom },
  officers: essex.officers.map((officer) => ({ ...officer, skills: ['school-improvement'] })),
};

let host: TestHost;
let counter: Counter;
let maria: Visitor;
let joan: Visitor;
let daniel: Visitor;
let anna: Visitor;

beforeAll(async () => {
  host = await startHost({
    only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings'],
    councils: [council],
    seeded: true,
  });
  counter = new Counter(host, '2026-11-30');
  [maria, joan, daniel, anna] = (await Promise.all(
    ['maria-okafor', 'joan-ferris', 'daniel-osei', 'anna-castell'].map((who) => counter.as(who)),
  )) as [Visitor, Visitor, Visitor, Visitor];
});
afterAll(() => host.stop());

type Offered = { services: { id: string }[] };
const offered = async (who: Visitor) => got<Offered>(await who.json('/essex/api/catalogue'), 200).services.map(({ id }) => id);
const asked = (school: string) => ({ school, service: intervention, purse: 'own-funds' });

describe('intervention', () => {
  let booking = '';
  const sessions: string[] = [];

  test('is offered to the council’s people alone; others who come upon it read who books it', async () => {
    expect(await offered(joan)).toContain(intervention);
    expect(await offered(maria)).not.toContain(intervention);
    expect(await offered(maria)).toContain('svc_joint-working');
    expect((await maria.get('/essex/catalogue')).body).not.toContain('Statutory intervention');
    const [hers, theirs] = [await maria.get(`/essex/catalogue/${intervention}`), await joan.get(`/essex/catalogue/${intervention}`)];
    expect(hers.body).toContain('The council');
    expect(hers.body).not.toContain('Choose dates');
    expect(theirs.body).toContain('Choose dates');
  });

  test.each<[string, () => Visitor, string]>([
    ['a school', () => maria, academy],
    ['a partnership’s lead', () => anna, 'sch_990004'],
  ])('is refused to %s by name, with what to do, and nothing is written', async (_, who, school) => {
    const wanted = await counter.fresh(2);
    const before = await counter.dump();
    const reply = await counter.quote(who(), wanted, asked(school));
    expect([reply.status, nameOf(reply)]).toEqual([403, 'booked-by-others']);
    expect(reply.data<Problem>()).toMatchObject({
      detail: 'Statutory intervention is booked by the council.',
      next: expect.stringContaining('Ask the council about it'),
      errors: [{ pointer: '#/service' }],
    });
    const page = await who().get(`/essex/bookings/new?service=${intervention}&school=${school}`);
    expect(page.status).toBe(403);
    expect(page.body).toContain('Statutory intervention is booked by the council');
    expect(await counter.changesSince(before)).toEqual([]);
  });

  test('is booked for a school that is looked for by its name, its URN or its postcode', async () => {
    const at = (rest: string) => joan.get(`/essex/bookings/new?service=${intervention}&days=1${rest}`);
    const found = await at('&school=colnemarsh');
    expect(found.status).toBe(200);
    expect(found.body).toContain(`service=${encodeURIComponent(intervention)}&amp;days=1`);
    expect(found.body).toContain(`school=${academy}`);
    expect(found.body).toContain('Colnemarsh Grange Academy');
    expect((await at('&school=990010')).body).toContain('You are booking for <strong>Colnemarsh Grange Academy');
    const none = await at('&school=nowhere+at+all');
    expect(none.status).toBe(404);
    expect(none.body).toContain('There is no such school');
    expect(none.body).toContain('value="nowhere at all"');
    expect((await at('&school=999999')).body).toContain('There is no such school');
    expect((await at('&school=Estuary+Light+Learning+Trust')).body).not.toContain('school=trs_');
  });

  test('is booked by the council for a school: officer’s time, no price, no allocation', async () => {
    sessions.push(...(await counter.fresh(2)));
    const before = await counter.dump();
    const quote = await counter.quoted(joan, sessions, asked(academy));
    expect(quote).toMatchObject({ netPence: 0, grossPence: 0, lines: [{ fund: 'core', halfDays: 2 }] });
    booking = got<{ booking: string }>(await counter.confirm(joan, quote.token), 201).booking;
    const changed = (await counter.changesSince(before)).join('\n');
    for (const session of sessions) expect(changed).toContain(session);
    expect(changed).not.toContain('HEAD#');
    expect(changed).not.toContain('entitlement/');
  });

  test('is seen by the school among its bookings, which it may not book more of', async () => {
    const list = got<{ bookings: { id: string; serviceTitle: string }[] }>(await maria.json('/essex/api/bookings'), 200).bookings;
    expect(list).toMatchObject([{ id: booking, serviceTitle: 'Statutory intervention' }]);
    expect((await maria.get('/essex/bookings')).body).toContain('Statutory intervention');
    expect((await maria.get(`/essex/bookings/${booking}`)).status).toBe(200);
    expect(nameOf(await counter.quote(maria, await counter.fresh(2), asked(academy)))).toBe('booked-by-others');
  });

  test('is delivered without leaving anything to bill', async () => {
    host.clock.set(`${sessions.at(-1)?.slice(0, 10)}T20:00:00Z`);
    const before = await counter.dump();
    expect((await counter.deliver(daniel, booking, ['01', '02'])).status).toBe(200);
    expect((await counter.changesSince(before)).join('\n')).not.toContain('CHARGE');
  });
});

describe('an officer delivers and may flag a need', () => {
  const flagged = { what: 'Phonics in the first three years', service: 'svc_joint-working', wantedHalfDays: 2, by: '2027-03-31' };
  const needs = (school: string) => `/essex/api/entitlements/needs/${school}`;

  test('where the officer is named, and nowhere else', async () => {
    const rowan = await counter.as('rowan-achebe');
    const naming = { officer: 'off_daniel-osei', as: 'Learning Strategy Officer', year: 2026 };
    got(await rowan.json(`/essex/api/schools/${maintained}/officers`, naming), 201);
    const need = got<{ id: string }>(await daniel.json(needs(maintained), flagged), 201);
    expect(need.id).toMatch(/^ned_/);
    expect(nameOf(await daniel.json(needs(academy), flagged))).toBe('unknown-school');
  });

  test('but never commissions, whoever books the service: neither a quote nor a booking nor the way to one', async () => {
    const wanted = await counter.fresh(2);
    const before = await counter.dump();
    for (const service of [intervention, 'svc_joint-working']) {
      expect(nameOf(await counter.quote(daniel, wanted, { ...asked(maintained), service }))).toBe('not-allowed');
      expect((await daniel.get(`/essex/bookings/new?service=${service}&school=${maintained}`)).status).toBe(403);
      expect((await daniel.get(`/essex/catalogue/${service}`)).body).not.toContain('Choose dates');
    }
    const { token } = await counter.quoted(joan, wanted, asked(maintained));
    expect(nameOf(await counter.confirm(daniel, token))).toBe('not-allowed');
    expect(await counter.changesSince(before)).toEqual([]);
  });
});
