// What people are told of a buy-back by the calendar: each year to come once, nothing that is too late, nothing of what nobody can decide any more.
import { describe, expect, test } from 'vitest';
import { nextDay, nextStep } from '../../functions/buyback/rules/advance.ts';
import { isFreeAgain } from '../../functions/buyback/rules/again.ts';
import { agreedTo, decideQuote } from '../../functions/buyback/rules/quote.ts';
import { endedWords, noticeReminderDays, noticeWords, opensWords, remindersOf } from '../../functions/buyback/rules/tell.ts';
import type { Agreement } from '../../functions/buyback/schema.ts';
import { addDays, type CivilDate } from '../../shared/calendar.ts';
import { accepted } from '../../shared/decision.ts';
import type { BuyBack } from '../../shared/policy/packages.ts';
import { at, BuyBackWorld, buyBack, command, facts } from '../buyback.ts';

const day = (text: string) => text as CivilDate;
const running = (): Agreement => {
  const world = new BuyBackWorld('2027-02-01');
  const agreement = accepted(world.agree(command()));
  return { ...agreement, state: 'running', years: agreement.years.map((year) => ({ ...year, instalments: [] })) };
};
/** What is told on a day, and the agreement after it. */
function toldOn(agreement: Agreement, date: string, more: { gone?: boolean; offered?: BuyBack | undefined } = {}) {
  const offered = 'offered' in more ? more.offered : buyBack;
  const said: string[] = [];
  let now = agreement;
  for (;;) {
    const step = nextStep({ agreement: now, now: at(date), offered, heads: new Map(), gone: more.gone ?? false });
    if (!step) return { said, agreement: now };
    if (step.tell) said.push(step.tell);
    now = step.agreement;
  }
}

describe('the year after a running one', () => {
  const first = running();
  const [opens] = remindersOf(first, buyBack);

  test('is told of on the day its window opens, once, and its notice four weeks before the last day', () => {
    expect(remindersOf(first, buyBack).map(({ kind, on, until }) => [kind, on, until])).toEqual([
      ['buyback-opens', '2028-01-15', '2028-03-31'],
      ['buyback-notice', addDays(day('2028-03-01'), -noticeReminderDays), '2028-03-01'],
    ]);
    expect(toldOn(first, '2028-01-14').said).toEqual([]);
    const opened = toldOn(first, '2028-01-15');
    const before = toldOn(opened.agreement, '2028-02-01');
    expect([opened.said, before.said]).toEqual([['buyback-opens'], []]);
    const notice = toldOn(before.agreement, '2028-02-02');
    expect([notice.said, toldOn(notice.agreement, '2028-03-01').said]).toEqual([['buyback-notice'], []]);
  });

  test('has a day on which the night looks at it again, and none that is over', () => {
    expect(nextDay(first, buyBack)).toBe('2028-01-15');
    expect(nextDay(toldOn(first, '2028-01-15').agreement, buyBack)).toBe('2028-02-02');
    expect(nextDay(toldOn(first, '2028-02-02').agreement, buyBack)).toBe('2028-03-02');
    for (const date of ['2028-01-15', '2028-02-20', '2028-03-02']) {
      const after = toldOn(first, date).agreement;
      expect((nextDay(after, buyBack) ?? '9999') > date).toBe(true);
    }
    // Whom nobody sells a further year is told nothing, and is not looked at each night for that.
    expect(remindersOf(toldOn(first, '2028-02-20', { gone: true }).agreement, buyBack)).toEqual([]);
  });

  test('is not told of when it is too late, to whoever is gone, of what is sold no more, or once notice is given', () => {
    expect(toldOn(first, '2028-03-02').said).not.toContain('buyback-notice');
    expect(toldOn(first, '2028-02-10', { gone: true }).said).toEqual([]);
    expect(toldOn(first, '2028-02-10', { offered: undefined }).said).toEqual([]);
    expect(remindersOf({ ...first, state: 'notice' }, buyBack)).toEqual([]);
    const bound: Agreement = { ...first, continues: 'until-renewed' };
    expect(remindersOf(bound, buyBack)).toEqual([]);
    const last: Agreement = { ...bound, terms: bound.terms.map((term) => ({ ...term, to: agreedTo(bound) })) };
    expect(remindersOf(last, buyBack).map(({ kind }) => kind)).toEqual(['buyback-opens']);
  });

  test('says what doing nothing means, as things stand when it is sent', () => {
    const telling = (today: string) => ({ council: 'Rivermouth', link: 'https://daybook.example', today: day(today) });
    const begins = opens?.begins ?? day('2028-04-01');
    expect(noticeWords(telling('2028-02-02'), first, buyBack, begins)).toMatchObject({ by: '1 March 2028', ends: '31 March 2028' });
    expect(noticeWords(telling('2028-03-02'), first, buyBack, begins)).toBeUndefined();
    expect(noticeWords(telling('2028-02-02'), { ...first, state: 'notice' }, buyBack, begins)).toBeUndefined();
    expect(opensWords(telling('2028-01-15'), first, buyBack, begins)?.outlook).toContain('goes on by itself from 1 April 2028');
    const last: Agreement = { ...first, terms: first.terms.map((term) => ({ ...term, to: agreedTo(first) })) };
    expect(opensWords(telling('2028-01-15'), last, buyBack, begins)?.outlook).toBe('It ends on 31 March 2028 unless you renew it.');
    expect(opensWords(telling('2028-04-01'), last, buyBack, begins)).toBeUndefined();
  });
});

describe('an end', () => {
  test('by the calendar is told with what lapsed', () => {
    const given: Agreement = { ...running(), state: 'notice' };
    const over = toldOn(given, '2028-04-01');
    expect(over.said).toEqual(['buyback-ended']);
    const telling = { council: 'Rivermouth', link: 'https://daybook.example', today: day('2028-04-01') };
    expect(endedWords(telling, over.agreement)).toMatchObject({
      on: '31 March 2028',
      why: 'Notice was given of it.',
      lapsed: 'Nothing of it was left.',
    });
    expect(endedWords(telling, given)).toBeUndefined();
  });

  test('before the time frees a year that has not begun or of which nothing was charged, and no other', () => {
    const world = new BuyBackWorld('2027-02-01');
    const agreed = accepted(world.agree(command()));
    const ended = (on: string): Agreement => ({ ...agreed, state: 'ended', ended: { on: day(on), why: 'early' } });
    const [year] = agreed.years;
    if (!year) throw new Error('an agreement has a year');
    const charged = { ...year, instalments: year.instalments.slice(0, 1) };
    expect(isFreeAgain(ended('2027-03-31'), charged)).toBe(true);
    expect(isFreeAgain(ended('2027-04-01'), charged)).toBe(false);
    expect(isFreeAgain(ended('2027-04-01'), { ...year, instalments: [] })).toBe(true);
    expect(isFreeAgain({ ...agreed, ended: { on: day('2027-03-31'), why: 'term' } }, charged)).toBe(false);
    const again = decideQuote(facts('2027-04-20', { agreements: [{ ...ended('2027-04-10'), years: [charged] }] }), command());
    expect(again).toMatchObject({
      ok: false,
      refusal: { name: 'already-agreed', detail: expect.stringContaining('ended on 10 April 2027') },
    });
    expect(decideQuote(facts('2027-04-20', { agreements: [ended('2027-03-10')] }), command()).ok).toBe(true);
  });
});
