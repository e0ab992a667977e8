// The words of a service once they are edited; the terms of cancelling in words; dates as people type them; and the faults of a pack’s prices.
import { describe, expect, test } from 'vitest';
import { termsOf } from '../../functions/bookings/rules/terms.ts';
import { decideWords, wordsChangedText, wordsOf } from '../../functions/catalogue/rules/words.ts';
import { adoptService, underPolicy } from '../../functions/catalogue/rules.ts';
import { mostFormerWords, type Service, type WordsCommand } from '../../functions/catalogue/schema.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import type { TeamId } from '../../shared/ids.ts';
import { findFaults } from '../../shared/policy/faults.ts';
import { rivermouth2026 } from '../../shared/policy/rivermouth-2026.ts';
import type { Pack } from '../../shared/policy/schema.ts';
import { cancellationTerms, oneMoreTexts } from '../../shared/policy/terms.ts';
import { dateTyped } from '../../shared/ui/index.ts';

const day = (text: string) => text as CivilDate;
const now = Date.parse('2026-11-24T09:00:00Z');
const offered = rivermouth2026.services.find(({ code }) => code === 'curriculum-review') as Pack['services'][number];
const review: Service = adoptService(undefined, offered, rivermouth2026, day('2026-11-24')).service;
const other: WordsCommand = {
  title: 'Review of a subject',
  description: 'Two days in one subject.',
  outcomes: 'A report.',
  version: review.version,
};
const edited = (service: Service, command: WordsCommand): Service => {
  const decision = decideWords(service, command, now);
  if (!decision.ok) throw new Error(decision.refusal.name);
  return decision.value;
};

describe('edited words', () => {
  test('take the place of the old ones, which are kept with the moment, and touch nothing else', () => {
    const after = edited(review, other);
    const { version: _, ...words } = other;
    expect(after).toEqual({
      ...review,
      ...words,
      formerWords: [{ ...wordsOf(review), until: '2026-11-24T09:00:00.000Z', version: review.version }],
      version: review.version + 1,
    });
  });

  test('again change nothing, whatever version was read', () => {
    const after = edited(review, other);
    expect(edited(after, other)).toBe(after);
  });

  test('of somebody who was too late are refused', () => {
    expect(decideWords(edited(review, other), { ...other, title: 'Subject review' }, now)).toMatchObject({
      ok: false,
      refusal: { name: 'changed-meanwhile' },
    });
  });

  test('stay when the policy is adopted again, and the policy’s are told beside them', () => {
    const after = edited(review, other);
    expect(adoptService(after, offered, rivermouth2026, day('2026-12-01')).service).toBe(after);
    expect(underPolicy(after, rivermouth2026).policyWords).toEqual(wordsOf(offered));
    expect(underPolicy(review, rivermouth2026)).not.toHaveProperty('policyWords');
  });

  test('are kept as far back as they are shown', () => {
    let service = review;
    for (let i = 0; i < mostFormerWords + 3; i++) service = edited(service, { ...other, title: `Title ${i}`, version: service.version });
    expect(service.formerWords).toHaveLength(mostFormerWords);
    expect(service.formerWords?.at(-1)?.title).toBe(`Title ${mostFormerWords + 1}`);
  });

  test('that leave the outcomes empty take them away, and the trail says what changed', () => {
    const after = edited(review, other);
    const { outcomes: _, ...without } = other;
    expect(edited(after, { ...without, version: after.version })).not.toHaveProperty('outcomes');
    expect(wordsChangedText(wordsOf(review), other)).toBe(
      'Words edited: title from “Curriculum review” to “Review of a subject”, the description, what schools get',
    );
  });
});

describe('the terms of cancelling in words', () => {
  const ladder = rivermouth2026.cancellation;
  const waived =
    'Nothing is lost or charged if the visit is booked again within 30 working days, if another school takes its place, or if Ofsted has called.';
  const paid =
    'Cancelling is free of charge until 20 working days before the visit. After that it costs 25% of the price, with less than 10 working days’ notice 50% of the price, with less than 3 working days’ notice the whole price.';
  const free = 'Free days come back, unless a visit is cancelled with less than 3 working days’ notice: then they count as used.';
  test.each<[string, Pack['cancellation'], { priced: boolean; free: boolean }, string[]]>([
    ['of what is charged', ladder, { priced: true, free: false }, [paid, waived]],
    ['of what is free by right', ladder, { priced: false, free: true }, [free, waived]],
    ['of both', ladder, { priced: true, free: true }, [paid, free, waived]],
    [
      'where only a visit that is one more counts as booked again',
      {
        rungs: [{ workingDays: 5, feeBasisPoints: 5_000, allocation: 'returned' }],
        waivers: [
          { kind: 'rebooked', withinWorkingDays: 20, oneMore: { clause: { reference: 'Schedule 2', text: 'It is one more.' } } },
          { kind: 'ofsted-call' },
        ],
      },
      { priced: true, free: false },
      [
        'Cancelling is free of charge until 5 working days before the visit. After that it costs 50% of the price.',
        'Nothing is lost or charged if the visit is booked again within 20 working days, or if Ofsted has called.',
        ...oneMoreTexts,
      ],
    ],
    ['of what is free to all', ladder, { priced: false, free: false }, ['Cancelling costs nothing: it is free to every school.']],
    [
      'of a policy without any',
      { rungs: [], waivers: [] },
      { priced: true, free: true },
      ['Cancelling costs nothing, whenever it is done.'],
    ],
    [
      'of one rung, of a single day, and one waiver',
      { rungs: [{ workingDays: 1, feeBasisPoints: 0, allocation: 'consumed' }], waivers: [{ kind: 'substitute' }] },
      { priced: true, free: true },
      [
        'Cancelling a visit that is charged is free of charge.',
        'Free days come back, unless a visit is cancelled with less than 1 working day’s notice: then they count as used.',
        'Nothing is lost or charged if another school takes its place.',
      ],
    ],
  ])('%s', (_, of, about, expected) => {
    expect(cancellationTerms(of, about)).toEqual(expected);
  });
});

test('a booking’s terms are about how it is funded, and a team of the council is asked nothing', () => {
  const funded = (...funds: ('core' | 'entitlement' | 'traded' | 'package')[]) => ({
    sessions: funds.map((fund) => ({ funding: { fund } })),
  });
  const { cancellation } = rivermouth2026;
  const told = (...funds: Parameters<typeof funded>) => termsOf(cancellation, funded(...funds));
  expect(told('traded', 'entitlement')).toEqual(cancellationTerms(cancellation, { priced: true, free: true }));
  expect(told('package')).toEqual(cancellationTerms(cancellation, { priced: false, free: true }));
  expect(told('core')).toEqual(['Cancelling costs nothing: it is free to every school.']);
  const team = { id: 'tea_schools-forum' as TeamId, name: 'Fund' };
  expect(termsOf(cancellation, { ...funded('traded'), team })).toEqual(['Cancelling costs nothing: the council’s own team pays for it.']);
});

describe('a date as people type it', () => {
  const boxes = (dayOf?: string, month?: string, year?: string) => ({ 'on-day': dayOf, 'on-month': month, 'on-year': year });
  test.each<[string, Parameters<typeof dateTyped>[0], string | undefined]>([
    ['in three boxes', boxes('1', '9', '2027'), '2027-09-01'],
    ['with noughts before', boxes('01', '09', '2027'), '2027-09-01'],
    ['in one box only: no date, for the schema to refuse', boxes('1'), '-00-01'],
    ['that there is not is told as it was typed', boxes('31', '2', '2027'), '2027-02-31'],
    ['in no box', boxes(), undefined],
    ['sent whole', { on: '2027-09-01' }, '2027-09-01'],
    ['as a form reads it', { one: (name: string) => boxes('2', '10', '2026')[name as 'on-day'] }, '2026-10-02'],
  ])('%s', (_, typed, expected) => {
    expect(dateTyped(typed, 'on')).toBe(expected);
  });
});

describe('a pack', () => {
  const faultsOf = (change: (pack: Pack) => void): string[] => {
    const pack = structuredClone(rivermouth2026);
    change(pack);
    return findFaults(pack).map(({ path, message }) => `${path.join('.')}: ${message}`);
  };
  const place = rivermouth2026.services.findIndex(({ code }) => code === 'headteacher-coaching');
  test.each<[string, (pack: Pack) => void, RegExp]>([
    [
      'with two prices for the same kind from one day',
      (pack) =>
        pack.services[place]?.prices.push({ from: day('2027-04-01'), perDayExVatPence: 60_000, buyers: ['own-maintained', 'academy'] }),
      /prices\.4\.from: There are two prices of “Headteacher coaching” for academies and their trusts from 1 April 2027: keep one of them/,
    ],
    [
      'whose price leaves a kind of customer with none',
      (pack) => pack.services[place]?.prices.splice(0, 2),
      /prices: “Headteacher coaching” has a price from 1 September 2026, and none on that day for schools the council maintains, and schools another council maintains/,
    ],
    [
      'with two rates of inflation for a year',
      (pack) => pack.priceNotice?.inflation.push({ year: 2027, basisPoints: 100, source: 'Another source' }),
      /priceNotice\.inflation\.2\.year: There are two rates of inflation for 2027/,
    ],
    [
      'that announces on a day some years have not',
      (pack) => pack.priceNotice && Object.assign(pack.priceNotice, { announceBy: '02-29' }),
      /priceNotice\.announceBy: 02-29 is not a day of every year/,
    ],
  ])('%s is told so', (_, change, message) => {
    const found = faultsOf(change);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(message);
  });

  test('as it stands has no fault', () => {
    expect(findFaults(rivermouth2026)).toEqual([]);
  });
});
