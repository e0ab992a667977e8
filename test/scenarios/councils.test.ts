// Two councils in one deployment: each with its own policy, schools, people and numbers, one card service for both, and nothing of one to be seen at the other.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoCouncils } from '../../infra/local/demo/councils.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import { Counter, nameOf } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';

const api = '/rivermouth/api';
const lighthouse = 'sch_995008';
const coaching = 'svc_headteacher-coaching';

let host: TestHost;
let counter: Counter;
let callum: Visitor;
let maria: Visitor;
let dorothy: Visitor;
beforeAll(async () => {
  host = await startHost({ councils: demoCouncils });
  counter = new Counter(host, '2026-11-24' as CivilDate, 'rivermouth');
  [callum, dorothy] = [await counter.as('callum-reyes'), await counter.as('dorothy-amos')];
  maria = await host.as('maria-okafor', 'essex');
});
afterAll(() => host?.stop());

describe('each council', () => {
  test('is at the front door, and shows its own people, services and schools', async () => {
    const front = await host.visitor().get('/');
    for (const { council } of demoCouncils)
      expect(front.body).toContain(`<a class="govuk-link" href="/${council.slug}">${council.name}</a>`);
    type Services = { services: { id: string }[] };
    const [there, here] = await Promise.all([callum.json(`${api}/catalogue`), maria.json('/essex/api/catalogue')]);
    expect(there.data<Services>().services.map(({ id }) => id)).toContain(coaching);
    const shared = here.data<Services>().services.filter(({ id }) => there.data<Services>().services.some((other) => other.id === id));
    expect(shared).toEqual([]);
    expect((await callum.get('/rivermouth')).body).toContain('Rivermouth (invented)');
  });

  test('is closed to whoever signed in at the other', async () => {
    expect((await maria.get('/rivermouth')).location).toContain('/rivermouth/identity/sign-in');
    expect(nameOf(await maria.json(`${api}/catalogue`))).toBe('not-signed-in');
    await expect(host.visitor().signIn('rivermouth', 'maria-okafor')).rejects.toThrow('on no sign-in list');
  });

  test('does not know the other’s schools, and says of them what it says of none', async () => {
    const imran = await counter.as('imran-vale');
    const [own, other, none] = await Promise.all([lighthouse, 'sch_990010', 'sch_999999'].map((id) => imran.json(`${api}/schools/${id}`)));
    expect([own?.status, own?.data().name]).toEqual([200, 'Lighthouse Academy']);
    expect(other?.status).toBe(404);
    expect(other?.body.replaceAll('sch_990010', '')).toBe(none?.body.replaceAll('sch_999999', ''));
  });
});

describe('a school of the second council', () => {
  let document = '';

  test('books at its council’s price, and is billed in its council’s numbers', async () => {
    const sessions = await counter.fresh(2, 'off_marcus-bright');
    const booking = await counter.book(callum, sessions, { school: lighthouse, service: coaching, officer: 'off_marcus-bright' });
    expect(await counter.booking(callum, booking)).toMatchObject({ netPence: 56_000, vatPence: 11_200 });
    host.clock.set('2026-12-18T18:00:00Z');
    expect((await counter.deliver(await counter.as('marcus-bright'), booking, ['01', '02'])).status).toBe(200);

    const { id: run } = (await dorothy.json(`${api}/invoicing/runs`, { from: '2026-09-01', to: '2026-12-18' })).data<{ id: string }>();
    await host.quiet();
    expect((await dorothy.json(`${api}/invoicing/runs/${run}/commitment`, {})).status).toBe(202);
    await host.quiet();
    const { documents } = (await callum.json(`${api}/invoicing/documents`)).data<{ documents: { id: string; number: string }[] }>();
    expect(documents.map(({ number }) => number)).toEqual(['RVM-INV-000001']);
    document = documents[0]?.id ?? '';
  });

  test('pays by card: both councils are told, one is paid, and to the other it is nobody’s', async () => {
    const essex = new Counter(host, '2026-12-18' as CivilDate);
    const before = await essex.dump();
    const started = await callum.json(`${api}/payments/documents/${document}/attempts`, {});
    const session = /cs_test_\w+/.exec(started.body)?.[0] ?? '';
    expect(await host.stripe.control.pay(session)).toMatchObject({ ok: true });
    await host.stripe.control.settled();
    await host.quiet();

    const told = host.stripe.control.deliveries();
    for (const { council } of demoCouncils)
      expect(told.filter(({ url, status }) => url.includes(`/${council.slug}/`) && status === 200)).not.toEqual([]);
    const open = (await callum.json(`${api}/invoicing/documents/${document}`)).data<{ openPence: number }>().openPence;
    expect(open).toBe(0);
    // That a message came, and that it was looked into: no payment, no suspense and nothing in the ledger.
    const kept = (await essex.changesSince(before)).map((key) => key.replaceAll(/(cs_test|evt)_\w+/g, '*'));
    expect(kept.filter((key) => !/^essex#(OUTBOX#payment:\*|CARDEVENT#\*)/.test(key))).toEqual([]);
  });
});
