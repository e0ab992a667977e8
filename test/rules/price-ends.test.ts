// How a day rate stops being asked: taken back before its day, or some customers' own ended from a day on.
import { describe, expect, test } from 'vitest';
import { decidePriceEnd, decideTakingBack, riseOfChange, stillToCome, withOwnPrice } from '../../functions/catalogue/rules/price-ends.ts';
import { decidePrice, type PriceFacts, priceOn, soldTo } from '../../functions/catalogue/rules/prices.ts';
import { adoptService } from '../../functions/catalogue/rules.ts';
import type { PriceEndCommand, Service } from '../../functions/catalogue/schema.ts';
import { adoptionOf } from '../../functions/entitlements/rules/adoption.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import type { Decision } from '../../shared/decision.ts';
import { rivermouth2026 } from '../../shared/policy/rivermouth-2026.ts';
import type { Pack } from '../../shared/policy/schema.ts';

const day = (text: string) => text as CivilDate;
const today = day('2027-01-11');
const at = Date.parse('2027-01-11T09:00:00Z');
const offered = rivermouth2026.services.find(({ code }) => code === 'headteacher-coaching') as Pack['services'][number];
/** Everybody £520.00 and £536.00 from April 2027; academies and others £560.00 and £576.00. */
const coaching: Service = adoptService(undefined, offered, rivermouth2026, day('2026-09-01')).service;
const facts: PriceFacts = { notice: rivermouth2026.priceNotice, sold: soldTo(coaching, rivermouth2026) };
const made = <T>(decision: Decision<T>): T => {
  if (!decision.ok) throw new Error(`${decision.refusal.name} ${decision.refusal.detail ?? ''}`);
  return decision.value;
};
const versionOf = (pence: number, { prices }: Service = coaching): number =>
  prices.find(({ perDayExVatPence }) => perDayExVatPence === pence)?.version ?? 0;
const back = (version: number, service = coaching, acknowledged = false) =>
  decideTakingBack(service, { version, acknowledged }, { today, at }, facts);
const end = (from: string, buyers: PriceEndCommand['buyers'], service = coaching, acknowledged = false) =>
  decidePriceEnd(service, { from: day(from), buyers, acknowledged }, today, facts);
const refused = (decision: Decision<unknown>) => (decision.ok ? 'taken' : decision.refusal.name);

describe('taking back', () => {
  test('leaves what was asked until its day, and changes no day before it', () => {
    const after = made(back(versionOf(57_600)));
    for (const date of ['2027-03-31', '2027-04-01', '2029-01-01'])
      expect(priceOn(after, day(date), 'academy')?.perDayExVatPence).toBe(56_000);
    expect(priceOn(after, day('2027-04-01'), 'own-maintained')).toEqual(priceOn(coaching, day('2027-04-01'), 'own-maintained'));
    expect(after).toMatchObject({
      version: coaching.version + 1,
      takenBack: [{ perDayExVatPence: 57_600, takenBackAt: '2027-01-11T09:00:00.000Z' }],
    });
    expect(made(back(versionOf(57_600), after))).toBe(after);
  });

  test('never gives its version to another price, nor lets the same policy bring it again', () => {
    const after = made(back(4));
    const again = made(decidePrice(after, { from: day('2027-04-01'), perDayExVatPence: 57_000, buyers: ['academy'] }, today, facts));
    expect(again.prices.map(({ version }) => version)).toEqual([1, 2, 3, 5]);
    const taken = coaching.prices.find(({ version }) => version === 4);
    expect(adoptService(after, offered, rivermouth2026, today)).toMatchObject({
      change: 'unchanged',
      leftOut: [{ from: taken?.from, perDayExVatPence: taken?.perDayExVatPence, because: 'taken-back' }],
    });
    // A later version may go on saying it, or leave it out; one that only now says it is told.
    const silent = { ...rivermouth2026, services: [{ ...offered, prices: offered.prices.filter(({ from }) => from !== taken?.from) }] };
    const kept = after.prices.filter(({ from }) => from === taken?.from).length;
    expect(adoptionOf(rivermouth2026, [after], today, rivermouth2026).leftOut).toEqual([]);
    expect(adoptionOf(silent, [after], today, rivermouth2026).leftOut).toHaveLength(kept);
    expect(adoptionOf(rivermouth2026, [after], today, silent).leftOut.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('This very price was taken back'),
    );
  });

  test.each<[string, Decision<unknown>, string]>([
    ['one in force', back(versionOf(56_000)), 'price-in-force'],
    ['one whose day is today', decideTakingBack(coaching, { version: 4 }, { today: day('2027-04-01'), at }, facts), 'price-in-force'],
    ['one that never was', back(77), 'unknown-price'],
  ])('%s is refused', (_, decision, name) => {
    expect(refused(decision)).toBe(name);
  });

  test('what leaves somebody without a price while others have one is refused, and nobody having one is not', () => {
    const [general] = coaching.prices.filter(({ buyers }) => !buyers);
    if (!general) throw new Error('everybody has a price');
    const coming: Service = { ...coaching, prices: [{ ...general, from: day('2027-06-01'), version: 1 }] };
    const both: Service = {
      ...coming,
      prices: [...coming.prices, { ...general, buyers: ['academy'], from: day('2027-06-01'), version: 2 }],
    };
    expect(refused(back(1, both))).toBe('customers-unpriced');
    expect(made(back(1, coming)).prices).toEqual([]);
  });

  test('what was to lower somebody’s price is a rise, and never silent', () => {
    const general = made(decidePrice(coaching, { from: day('2027-06-01'), perDayExVatPence: 60_000, acknowledged: true }, today, facts));
    const own = made(decidePrice(general, { from: day('2027-06-01'), perDayExVatPence: 53_600, buyers: ['own-maintained'] }, today, facts));
    const { version } = own.prices.at(-1) ?? { version: 0 };
    expect(refused(back(version, own))).toBe('above-inflation');
    expect(priceOn(made(back(version, own, true)), day('2027-06-01'), 'own-maintained')?.perDayExVatPence).toBe(60_000);
  });
});

describe('the end of some customers’ own price', () => {
  const bare = made(back(versionOf(57_600)));

  test('is theirs alone, from its day on, and the price of everybody else counts again', () => {
    const after = made(end('2027-03-01', ['academy'], bare));
    const asked = (date: string, buyer: 'academy' | 'independent') => priceOn(after, day(date), buyer)?.perDayExVatPence;
    expect([asked('2027-02-28', 'academy'), asked('2027-03-01', 'academy'), asked('2027-04-01', 'academy')]).toEqual([
      56_000, 52_000, 53_600,
    ]);
    expect(asked('2028-01-01', 'independent')).toBe(56_000);
    expect(withOwnPrice(after, day('2027-03-01'))).not.toContain('academy');
    expect(made(end('2027-03-01', ['academy'], after))).toBe(after);
    expect(refused(end('2027-05-01', ['academy'], after))).toBe('no-own-price');
  });

  test('is taken back before its day like a price, and another own price may begin after it', () => {
    const after = made(end('2027-03-01', ['academy'], bare));
    const [entry] = stillToCome(after, today);
    expect(priceOn(made(back(entry?.version ?? 0, after)), day('2027-03-01'), 'academy')?.perDayExVatPence).toBe(56_000);
    const own = { from: day('2027-05-01'), perDayExVatPence: 53_700, buyers: ['academy' as const] };
    expect(priceOn(made(decidePrice(after, own, today, facts)), day('2027-05-01'), 'academy')?.perDayExVatPence).toBe(53_700);
    expect(refused(decidePrice(after, { ...own, from: day('2027-03-01') }, today, facts))).toBe('price-already-set');
  });

  test.each<[string, Decision<unknown>, string]>([
    ['of whoever has none', end('2027-03-01', ['own-maintained'], bare), 'no-own-price'],
    ['before today', end('2027-01-10', ['academy'], bare), 'price-in-past'],
    ['with another of their own to come', end('2027-03-01', ['academy']), 'later-price-set'],
    [
      'where nobody else has one',
      end('2027-03-01', ['academy'], { ...bare, prices: bare.prices.filter(({ buyers }) => buyers) }),
      'customers-unpriced',
    ],
  ])('%s is refused', (_, decision, name) => {
    expect(refused(decision)).toBe(name);
  });

  test('that raises what they pay above inflation is never silent', () => {
    const cheap = made(decidePrice(bare, { from: day('2027-02-01'), perDayExVatPence: 40_000, buyers: ['academy'] }, today, facts));
    const later = decidePriceEnd(cheap, { from: day('2028-04-01'), buyers: ['academy'] }, day('2028-02-01'), facts);
    expect(refused(later)).toBe('above-inflation');
    expect(decidePriceEnd(cheap, { from: day('2028-04-01'), buyers: ['academy'], acknowledged: true }, day('2028-02-01'), facts).ok).toBe(
      true,
    );
  });

  test('whose rise only comes with a later day is told with what is asked then, so that it can be acknowledged', () => {
    const dearer = made(decidePrice(bare, { from: day('2027-06-01'), perDayExVatPence: 60_000, acknowledged: true }, today, facts));
    const own = { from: day('2027-02-01'), perDayExVatPence: 52_000, buyers: ['academy' as const] };
    const before = made(decidePrice(dearer, own, today, facts));
    expect(refused(end('2027-03-01', ['academy'], before))).toBe('above-inflation');
    const after = made(end('2027-03-01', ['academy'], before, true));
    expect([day('2027-03-01'), day('2027-06-01')].map((date) => priceOn(after, date, 'academy')?.perDayExVatPence)).toEqual([
      52_000, 60_000,
    ]);
    expect(riseOfChange(before, after, { from: day('2027-03-01'), today }, facts)).toMatchObject({ buyer: 'academy', toPence: 60_000 });
  });
});
