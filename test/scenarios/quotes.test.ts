// What a quote is worth later: what changed meanwhile is never charged silently, and nobody uses or sees what is another's.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { essex } from '../../infra/local/demo/essex.ts';
import type { CouncilSlug } from '../../shared/ids.ts';
import { academy, Counter, deputies, maintained, nameOf, type ShownQuote } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';

const neighbour = { ...essex, council: { ...essex.council, slug: 'neighbour' as CouncilSlug, name: 'Neighbour' } };
const minute = 60_000;
let host: TestHost;
let counter: Counter;
let maria: Visitor;
let tom: Visitor;
let joan: Visitor;
let daniel: Visitor;

beforeAll(async () => {
  host = await startHost({
    only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings'],
    councils: [essex, neighbour],
    seeded: true,
  });
  counter = new Counter(host, '2026-11-30');
  maria = await counter.as('maria-okafor');
  tom = await counter.as('tom-haldane');
  joan = await counter.as('joan-ferris');
  daniel = await counter.as('daniel-osei');
  await Promise.all([counter.as('helen-marsh'), counter.as('leo-brandt')]);
});
afterAll(() => host.stop());

/** Confirms a quote after something happened: refused by this name, with the new quote if there is one, and nothing written by the confirmation. */
async function confirmAfter(
  quote: ShownQuote,
  happening: () => Promise<unknown>,
  expected: string,
): Promise<ShownQuote & { quote?: ShownQuote }> {
  await happening();
  const before = await counter.dump();
  const reply = await counter.confirm(maria, quote.token);
  expect([reply.status, nameOf(reply)]).toEqual([409, expected]);
  expect(await counter.changesSince(before)).toEqual([]);
  return reply.data();
}

describe('what changed since the quote is never charged silently', () => {
  test('free days used meanwhile: the new quote is all paid, and can be confirmed', async () => {
    const vacancy = await counter.vacancy(academy, 'executive-headteacher');
    const [mine, others] = [await counter.fresh(2), await counter.fresh(2)];
    const quote = await counter.quoted(maria, mine);
    expect(quote.grossPence).toBe(0);
    const renewed = await confirmAfter(quote, () => counter.book(maria, others), 'quote-changed');
    expect(renewed.quote).toMatchObject({ netPence: 45_000, vatPence: 9_000, grossPence: 54_000 });
    expect((await counter.confirm(maria, renewed.token)).status).toBe(201);
    // What the confirmed visits hold stays held when the vacancy is filled.
    expect(nameOf(await counter.close(vacancy))).toBe('200');
  });

  test('free days granted meanwhile: the new quote is free', async () => {
    const quote = await counter.quoted(maria, await counter.fresh(2));
    expect(quote.grossPence).toBe(54_000);
    expect(quote.whyNotFree).toContain('no open vacancy');
    const renewed = await confirmAfter(quote, () => counter.vacancy(academy, 'executive-headteacher', '2027-01-31'), 'quote-changed');
    expect(renewed.quote).toMatchObject({ grossPence: 0 });
  });

  test('the vacancy filled meanwhile: the new quote is paid', async () => {
    const vacancy = await counter.vacancy(academy, 'executive-headteacher', '2027-01-31');
    const quote = await counter.quoted(maria, await counter.fresh(2));
    expect(quote.grossPence).toBe(0);
    const renewed = await confirmAfter(quote, () => counter.close(vacancy), 'quote-changed');
    expect(renewed.quote).toMatchObject({ grossPence: 54_000 });
  });

  test('the price changed meanwhile for the day of the visit: the new quote says the new price', async () => {
    const sessions = await counter.fresh(1);
    const quote = await counter.quoted(maria, sessions, { service: deputies });
    const leo = await counter.as('leo-brandt');
    const change = () => leo.json(`/essex/api/catalogue/${deputies}/prices`, { from: sessions[0]?.slice(0, 10), perDayExVatPence: 47_000 });
    const renewed = await confirmAfter(quote, change, 'quote-changed');
    expect(renewed.quote?.netPence).toBe(23_500);
    const confirmed = await counter.confirm(maria, renewed.token);
    expect((await counter.booking(maria, confirmed.data<{ booking: string }>().booking)).netPence).toBe(23_500);
  });

  test('another policy in force meanwhile: the new quote names it', async () => {
    const quote = await counter.quoted(maria, await counter.fresh(1), { service: deputies });
    const publish = async () => {
      await host.invoke('entitlements', {
        council: 'essex',
        task: 'publish-policy',
        subject: { pack: { ...essex.pack, title: 'Essex, amended' } },
      });
      host.clock.set(host.clock.now() + 6 * minute);
    };
    const renewed = await confirmAfter(quote, publish, 'quote-changed');
    expect([quote.policy, renewed.quote?.policy]).toEqual(['essex-2017/1', 'essex-2017/2']);
  });

  test('the session taken meanwhile is refused as such', async () => {
    const sessions = await counter.fresh(2);
    const quote = await counter.quoted(maria, sessions);
    const take = () => counter.book(tom, sessions.slice(1), { school: maintained, service: deputies, purse: 'delegated-budget' });
    const problem = await confirmAfter(quote, take, 'session-taken');
    expect(problem).toMatchObject({ session: sessions[1] });
  });

  test('the quote expired: refused to the second, and the form shows a new one', async () => {
    const quote = await counter.quoted(maria, await counter.fresh(1));
    await confirmAfter(quote, async () => host.clock.set(quote.expiresAt), 'quote-expired');
    const page = await maria.post('/essex/bookings', { token: quote.token, purchaseOrder: 'PO-9' });
    expect(page.status).toBe(409);
    expect(page.body).toContain('The quote has expired');
    const token = /name="token" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
    expect(token).not.toBe(quote.token);
    expect((await counter.confirm(maria, token)).status).toBe(201);
  });
});

describe('a quote is good for whom it was made, where it was made', () => {
  test('not for another person, another council or a forger', async () => {
    const sessions = await counter.fresh(1);
    const { token } = await counter.quoted(maria, sessions);
    const next = new Counter(host, '2026-11-30', 'neighbour');
    const elsewhere = await next.as('maria-okafor');
    const [payload = '', signature = ''] = token.split('.');
    const words = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
    const later = Buffer.from(JSON.stringify({ ...words, expiresAt: 4_000_000_000_000 })).toString('base64url');
    const [before, beforeElsewhere] = [await counter.dump(), await next.dump()];
    const replies = [
      await counter.confirm(tom, token),
      await elsewhere.json('/neighbour/api/bookings', { token, purchaseOrder: 'PO-1' }),
      await counter.confirm(maria, `${later}.${signature}`),
      await counter.confirm(maria, `${token}x`),
      await counter.confirm(maria, 'nonsense'),
    ];
    expect(replies.map((reply) => [reply.status, nameOf(reply)])).toEqual(replies.map(() => [422, 'quote-invalid']));
    expect(new Set(replies.map(({ body }) => body)).size).toBe(1);
    expect([await counter.changesSince(before), await next.changesSince(beforeElsewhere)]).toEqual([[], []]);
  });
});

describe('what is another’s answers like what does not exist, byte for byte', () => {
  test('a booking, to another school, to another officer, and to every verb', async () => {
    const id = await counter.book(maria, await counter.fresh(1));
    const none = 'bkg_01zzzzzzzzzzzzzzzzzzzzzzzz';
    const helen = await counter.as('helen-marsh');
    for (const ask of [
      (of: string) => tom.json(`/essex/api/bookings/${of}`),
      (of: string) => helen.json(`/essex/api/bookings/${of}`),
      (of: string) => counter.deliver(helen, of, ['01']),
    ]) {
      const [theirs, nobodys, nonsense] = [await ask(id), await ask(none), await ask('bkg_%00')];
      expect([theirs.status, nameOf(theirs)]).toEqual([404, 'unknown-booking']);
      expect(theirs.body).toBe(nobodys.body);
      expect(nonsense.body).toBe(nobodys.body);
    }
    const [page, other] = [await tom.get(`/essex/bookings/${id}`), await tom.get(`/essex/bookings/${none}`)];
    expect(page.status).toBe(404);
    expect(page.body.replaceAll(id, none)).toBe(other.body);
  });

  test('a school’s bookings, vacancies and statement, to another school', async () => {
    for (const path of ['/bookings?school=', '/entitlements/vacancies?school=', '/entitlements/statements/']) {
      const [theirs, nobodys] = [await tom.json(`/essex/api${path}${academy}`), await tom.json(`/essex/api${path}sch_999999`)];
      expect([theirs.status, nameOf(theirs)]).toEqual([404, 'unknown-school']);
      expect(theirs.body).toBe(nobodys.body);
    }
    expect(nameOf(await counter.quote(tom, await counter.fresh(1)))).toBe('unknown-school');
  });

  test('and a school that names none gets its own vacancies, not everybody’s', async () => {
    await Promise.all([counter.vacancy(), counter.vacancy(maintained)]);
    const all = (await joan.json('/essex/api/entitlements/vacancies')).data<{ vacancies: { school: string }[] }>().vacancies;
    expect(new Set(all.map(({ school }) => school)).size).toBeGreaterThan(1);
    expect(nameOf(await tom.json('/essex/api/entitlements/vacancies?school='))).toBe('unknown-school');
    const own = (await tom.json('/essex/api/entitlements/vacancies')).data<{ vacancies: { school: string }[] }>().vacancies;
    expect(new Set(own.map(({ school }) => school))).toEqual(new Set([maintained]));
  });

  test('a school’s bookings are not listed to an officer, who finds their own visits in the diary', async () => {
    const helen = await counter.as('helen-marsh');
    for (const who of [daniel, helen]) {
      const reply = await who.json(`/essex/api/bookings?school=${academy}`);
      expect(nameOf(reply)).toBe('unknown-school');
      expect(reply.body).toBe((await who.json('/essex/api/bookings?school=sch_999999')).body);
    }
    const visits = async (who: Visitor) =>
      (await who.json('/essex/api/bookings/diary?from=2026-12-01&to=2027-06-30')).data<{ visits: { officer: string; school: string }[] }>()
        .visits;
    expect(new Set((await visits(daniel)).map(({ officer }) => officer))).toEqual(new Set(['off_daniel-osei']));
    expect(await visits(helen)).toEqual([]);
  });
});
