// The catalogue's pages, and what they and the API say of free days and of who may book them while a version of the policy is still to come.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ofPriceEnd } from '../../functions/catalogue/page/forms.tsx';
import { serviceIdOf } from '../../functions/catalogue/schema.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import type { Pack } from '../../shared/policy/schema.ts';
import { audits, OpenCatalogue, pack, type Reply, recruitment, type Sent } from '../catalogue.ts';

const day = (text: string) => text as CivilDate;
let catalogue: OpenCatalogue;
beforeEach(async () => {
  catalogue = await OpenCatalogue.open();
});
afterEach(() => catalogue.client.destroy());

const send: OpenCatalogue['send'] = (...asked) => catalogue.send(...asked);
const service: OpenCatalogue['service'] = (...asked) => catalogue.service(...asked);
const publish: OpenCatalogue['publish'] = (...asked) => catalogue.publish(...asked);

describe('a version of the policy to come', () => {
  const later: Pack = {
    ...pack,
    effectiveFrom: day('2027-09-01'),
    services: pack.services.map((each) => (each.code === 'ofsted-readiness' ? { ...each, bookableBy: ['council'] } : each)),
    allocations: pack.allocations.map((rule) => {
      if (rule.per === 'event') return { ...rule, title: 'Appointing a headteacher' };
      return rule.services.includes('individual-visit') ? { ...rule, bookableBy: ['council'] } : rule;
    }),
  };
  const ids = [recruitment, serviceIdOf('individual-visit'), serviceIdOf('ofsted-readiness')];
  /** Everything that is said of these services, by the list, by their own pages and by the API. */
  const said = async () => {
    const routes = ['/catalogue', '/api/catalogue', ...ids.flatMap((id) => [`/catalogue/${id}`, `/api/catalogue/${id}`])];
    return Promise.all(
      routes.map(async (route) => {
        const { body } = await send('school-booker', `GET ${route}`);
        return route.startsWith('/api') ? JSON.parse(body) : body;
      }),
    );
  };

  test('changes nothing of what is said of free days and of who may book them, until it takes effect', async () => {
    const before = await said();
    await publish(2, later);
    expect(await said()).toEqual(before);
    catalogue.now = Date.parse('2027-08-31T22:00:00Z');
    expect((await send('school-booker', `GET /api/catalogue/${recruitment}`)).body).toContain('Headteacher recruitment');

    catalogue.now = Date.parse('2027-09-01T08:00:00Z');
    const [list, , title, , visit, visitSaid, readiness] = await said();
    expect([list?.includes('Appointing a headteacher'), list?.includes('Headteacher recruitment”')]).toEqual([true, false]);
    expect(title).toContain('Free days for “Appointing a headteacher”');
    expect([visit?.includes('The council<'), visit?.includes('Choose dates')]).toEqual([true, false]);
    expect(visitSaid).toMatchObject({ daysBookedBy: ['council'] });
    expect([readiness?.includes('The council<'), readiness?.includes('Choose dates')]).toEqual([true, false]);
    expect(list).not.toContain(ids[2]);
  });

  test('is followed by what a change of the service answers too', async () => {
    await publish(2, later);
    const price = (from: string) =>
      send('catalogue-manager', `POST /api/catalogue/${recruitment}/prices`, { json: { from, perDayExVatPence: 47_000 } });
    expect(JSON.parse((await price('2027-01-01')).body)).toMatchObject({ allocationTitles: ['Headteacher recruitment'] });
    catalogue.now = Date.parse('2027-09-01T08:00:00Z');
    expect(JSON.parse((await price('2028-01-01')).body)).toMatchObject({ allocationTitles: ['Appointing a headteacher'] });
    expect(await service(recruitment)).not.toHaveProperty('allocationTitles');
  });
});

describe('the pages', () => {
  test('list services by class with what a day costs, and narrow by words', async () => {
    const all = await send('school-booker', 'GET /catalogue');
    expect(all.status).toBe(200);
    for (const words of [
      'Traded services',
      'Free core services',
      '£450.00 a day',
      'Services within your entitlement',
      'Free days for “Headteacher recruitment” are used first',
      'Free days for “Non-negotiable activities” pay for it',
      'Free days for “Half-day visit” or “Days for special schools and pupil referral units” or',
      'Free within your entitlement',
      '>Free<',
    ])
      expect(all.body).toContain(words);
    const some = await send('school-booker', 'GET /catalogue?q=safeguarding&class=');
    expect(some.body).toContain('3 services found');
    expect(some.body).not.toContain('Reviews of governance');
    expect((await send('school-booker', 'GET /catalogue?q=zebra')).body).toContain('0 services found');
  });

  test('what was searched for is shown again, and never as markup', async () => {
    const { body } = await send('school-booker', `GET /catalogue?q=${encodeURIComponent('"><script>alert(1)</script>')}`);
    expect(body).not.toContain('<script>alert');
    expect(body).toContain('&lt;script&gt;alert(1)');
  });

  test('an unknown class is refused on the page itself', async () => {
    const { status, body } = await send('school-booker', 'GET /catalogue?class=gold');
    expect([status, body.includes('There is a problem')]).toEqual([422, true]);
  });

  test('what is wrong with a search names its field in the summary', async () => {
    const { status, body } = await send('school-booker', `GET /catalogue?least=lots&q=${'x'.repeat(101)}`);
    expect(status).toBe(422);
    expect(body).toContain('<a href="#least">Enter what a day costs at least, in pounds');
    expect(body).toContain('<a href="#q">Search by at most 100 characters');
  });

  test('somebody who is not signed in is sent to sign in and back', async () => {
    const { status, location } = await send(undefined, 'GET /catalogue?q=governance');
    expect([status, location]).toEqual([303, `/essex/identity/sign-in?return=${encodeURIComponent('/essex/catalogue?q=governance')}`]);
  });

  test('one service shows its clause to all, “Choose dates” to a school, the legal power and the forms to those who keep the catalogue', async () => {
    const [school, keeper, auditor] = await Promise.all(
      (['school-booker', 'catalogue-manager', 'auditor'] as const).map((role) => send(role, `GET /catalogue/${recruitment}`)),
    );
    const parts = [
      'Traded offer, f',
      `/essex/bookings/new?service=${recruitment}`,
      'Local Government Act 2003 s.93',
      'Preview the new day rate',
      'Withdraw the service',
    ];
    const has = (reply: Reply | undefined) => parts.map((part) => reply?.body.includes(part));
    expect(has(school)).toEqual([true, true, false, false, false]);
    const several = `/essex/bookings/orders/new?service=${recruitment}`;
    expect(
      [school?.body, (await send('trust-booker', `GET /catalogue/${recruitment}`)).body].map((body) => body?.includes(several)),
    ).toEqual([false, true]);
    expect(has(keeper)).toEqual([true, false, true, true, true]);
    expect(has(auditor)).toEqual([true, false, true, false, false]);
    expect(school?.body).toContain('£225.00');
  });

  test('a free service offers no day rate to be set', async () => {
    const { body } = await send('catalogue-manager', `GET /catalogue/${serviceIdOf('informal-support-for-leaders')}`);
    expect([body.includes('Preview the new day rate'), body.includes('Withdraw the service')]).toEqual([false, true]);
  });

  test('an unknown service is a page that says what to do', async () => {
    const { status, body } = await send('school-booker', 'GET /catalogue/svc_nowhere');
    expect([status, body.includes('There is no such service'), body.includes('Choose a service from the catalogue.')]).toEqual([
      404,
      true,
      true,
    ]);
  });

  const rate = (pounds: string, dayOf: string, month: string, year: string) => ({
    form: { pounds, 'from-day': dayOf, 'from-month': month, 'from-year': year },
  });

  test('a day rate that is set leads back to the service, which says so; sent twice it is set once', async () => {
    for (const _ of [1, 2]) {
      const { status, location } = await send('catalogue-manager', `POST /catalogue/${audits}/prices`, rate('£1,465.50', '1', '4', '2027'));
      expect([status, location]).toEqual([303, `/essex/catalogue/${audits}?done=price-2027-04-01`]);
    }
    const { body } = await send('catalogue-manager', `GET /catalogue/${audits}?done=price-2027-04-01`);
    expect(body).toContain('The day rate is £1,465.50 from Thursday 1 April 2027.');
    expect((await service()).prices).toHaveLength(2);
  });

  test('a typed address cannot claim what was not done', async () => {
    for (const done of ['price-2030-01-01', 'price-', 'withdrawal', 'anything']) {
      expect((await send('catalogue-manager', `GET /catalogue/${audits}?done=${done}`)).body).not.toContain('govuk-notification-banner');
    }
  });

  test.each<[string, Sent, number, string[]]>([
    ['nothing filled in', { form: {} }, 422, ['Enter the day rate in pounds', 'Enter a real date in figures']],
    [
      'half a penny for half a day',
      rate('465.01', '1', '4', '2027'),
      422,
      ['A day rate must be an even number of pence', 'value="465.01"', 'href="#perDayExVatPence"'],
    ],
    ['no money', rate('lots', '1', '4', '2027'), 422, ['Enter the day rate in pounds', 'value="lots"']],
    ['no such day', rate('465', '31', '4', '2027'), 422, ['Enter a real date in figures', 'value="31"', 'href="#from"', 'id="from"']],
    ['yesterday', rate('465', '30', '9', '2026'), 409, ['A price cannot change in the past', 'value="465"', 'value="2026"']],
    ['markup', rate('<b>465</b>', '1', '4', '2027'), 422, ['value="&lt;b&gt;465&lt;/b&gt;"']],
  ])('%s: the form comes again with what was typed and what to do', async (_, sent, status, parts) => {
    const before = await service();
    const reply = await send('catalogue-manager', `POST /catalogue/${audits}/prices`, sent);
    expect([reply.status, reply.body.includes('There is a problem')]).toEqual([status, true]);
    for (const part of parts) expect(reply.body).toContain(part);
    expect(await service()).toEqual(before);
  });

  test('what is missing is told in the order of the boxes, of a price and of the end of one', async () => {
    const { body } = await send('catalogue-manager', `POST /catalogue/${audits}/prices`, { form: {} });
    expect([...body.matchAll(/<li><a href="(#[^"]+)"/g)].map(([, href]) => href)).toEqual(['#perDayExVatPence', '#from']);
    const faults = ['from', 'buyers'].map((field) => ({ field, detail: '' }));
    expect(ofPriceEnd({ name: 'invalid-request', faults }).faults?.map(({ field }) => field)).toEqual(['ending', 'endsFrom']);
  });

  test('a withdrawal leads back to the service, and is refused a second time once it has taken effect', async () => {
    const from = (month: string) => ({ form: { 'withdrawnFrom-day': '01', 'withdrawnFrom-month': month, 'withdrawnFrom-year': '2026' } });
    const done = await send('catalogue-manager', `POST /catalogue/${audits}/withdrawal`, from('10'));
    expect([done.status, done.location]).toEqual([303, `/essex/catalogue/${audits}?done=withdrawal`]);
    const { body } = await send('catalogue-manager', `GET /catalogue/${audits}?done=withdrawal`);
    for (const words of ['off sale from Thursday 1 October 2026', 'Withdrawn since']) expect(body).toContain(words);
    expect(body).not.toContain('Preview the new day rate');
    const again = await send('catalogue-manager', `POST /catalogue/${audits}/withdrawal`, from('12'));
    expect([again.status, again.body.includes('The service is already withdrawn')]).toEqual([409, true]);
    const price = await send('catalogue-manager', `POST /catalogue/${audits}/prices`, rate('465', '1', '4', '2027'));
    expect([price.status, price.body.includes('The service is not on sale on that date')]).toEqual([409, true]);
  });
});
