// Drafts of a policy: what may be done with one when, who may review it, and what keeps it from becoming a version.
import { describe, expect, test } from 'vitest';
import { adoptService } from '../../functions/catalogue/rules.ts';
import type { Service } from '../../functions/catalogue/schema.ts';
import { type Adoption, adoptionOf } from '../../functions/entitlements/rules/adoption.ts';
import {
  dateFaults,
  decidePublishing,
  decideReview,
  decideSave,
  decideSubmission,
  decideWithdrawal,
  momentOn,
} from '../../functions/entitlements/rules/drafts.ts';
import { type Draft, type DraftEvent, type DraftState, draftStates, reviewSchema } from '../../functions/entitlements/schema/drafts.ts';
import type { PolicyPointer } from '../../functions/entitlements/schema.ts';
import { type CivilDate, timestamp } from '../../shared/calendar.ts';
import { accepted, type Decision } from '../../shared/decision.ts';
import type { PersonId } from '../../shared/ids.ts';
import type { Pack, PackService } from '../../shared/policy/schema.ts';
import { outcomeOf as name } from '../bookings.ts';
import { begin, grace, hana, ivor, json, now, pack, who } from '../drafts.ts';

const today = '2026-11-24' as CivilDate;
const submitted = (by: PersonId = grace): Draft => accepted(decideSubmission({ ...who(by), draft: begin(), faults: [] }, { version: 1 }));
const reviewed = (by: PersonId = hana): Draft =>
  accepted(decideReview({ ...who(by), draft: submitted() }, { version: 2, outcome: 'approved' }));
const pointer: PolicyPointer = { versions: [{ version: 1, effectiveAt: '2026-08-31T23:00:00.000Z' }], version: 1 };

describe('what may be done with a draft', () => {
  const states: Record<DraftState, Draft> = {
    draft: begin(),
    submitted: submitted(),
    reviewed: reviewed(),
    published: { ...reviewed(), state: 'published' },
    withdrawn: { ...begin(), state: 'withdrawn' },
  };
  type Act = (draft: Draft | undefined, version: number) => Decision<Draft>;
  const events: Record<Exclude<DraftEvent, 'begin'>, Act> = {
    save: (draft, version) => decideSave({ ...who(), draft }, { version, json }),
    submit: (draft, version) => decideSubmission({ ...who(), draft, faults: [] }, { version }),
    'take-back': (draft, version) => decideWithdrawal({ ...who(), draft }, { version, what: 'submission' }),
    withdraw: (draft, version) => decideWithdrawal({ ...who(), draft }, { version, what: 'draft' }),
    approve: (draft, version) => decideReview({ ...who(hana), draft }, { version, outcome: 'approved' }),
    'send-back': (draft, version) => decideReview({ ...who(hana), draft }, { version, outcome: 'sent-back', reason: 'The bands' }),
    publish: (draft, version) => {
      const decision = decidePublishing({ ...who(), draft, pack, faults: [], pointer }, { version });
      return decision.ok ? { ok: true, value: decision.value.draft } : decision;
    },
  };
  const table = (Object.keys(states) as DraftState[]).flatMap((state) =>
    (Object.keys(events) as (keyof typeof events)[]).map((event) => ({ state, event })),
  );

  test.each(table)('$event of one that is $state', ({ state, event }) => {
    const next = draftStates.next(state, event);
    const draft = states[state];
    const decision = events[event](draft, draft.version);
    expect(name(decision)).toBe(next ? 'accepted' : 'wrong-state');
    if (decision.ok) expect([decision.value.state, decision.value.version]).toEqual([next, draft.version + 1]);
  });

  test.each(Object.keys(events) as (keyof typeof events)[])(
    '%s refuses one that is not there, and one that was changed meanwhile',
    (event) => {
      expect(name(events[event](undefined, 1))).toBe('unknown-draft');
      const state = (Object.keys(states) as DraftState[]).find((each) => draftStates.next(each, event)) ?? 'draft';
      expect(name(events[event](states[state], states[state].version - 1))).toBe('changed-meanwhile');
    },
  );
});

describe('a second person', () => {
  const review = (draft: Draft, person: PersonId, outcome: 'approved' | 'sent-back' = 'approved') =>
    name(decideReview({ ...who(person), draft }, { version: draft.version, outcome, reason: 'The bands' }));

  test('is neither whoever began it, nor whoever changed it, nor whoever submitted it', () => {
    const changed = accepted(decideSave({ ...who(ivor), draft: begin() }, { version: 1, json }));
    const draft = accepted(decideSubmission({ ...who(hana), draft: changed, faults: [] }, { version: 2 }));
    for (const person of [grace, ivor, hana]) {
      expect(review(draft, person)).toBe('own-draft');
      expect(review(draft, person, 'sent-back')).toBe('own-draft');
    }
    expect(review(draft, 'per_other' as PersonId)).toBe('accepted');
  });

  test('is still not whoever changed it before it was sent back, and may be whoever sent it back', () => {
    const back = accepted(decideReview({ ...who(hana), draft: submitted() }, { version: 2, outcome: 'sent-back', reason: 'The bands' }));
    expect(back).toMatchObject({ state: 'draft', sentBack: { by: hana, reason: 'The bands' } });
    expect(back.submitted).toBeUndefined();
    const again = accepted(decideSubmission({ ...who(ivor), draft: back, faults: [] }, { version: 3 }));
    expect(again.sentBack).toBeUndefined();
    expect([grace, ivor, hana].map((person) => review(again, person))).toEqual(['own-draft', 'own-draft', 'accepted']);
  });

  test('has to say why, to send it back', () => {
    expect(reviewSchema.safeParse({ version: 1, outcome: 'sent-back' }).error?.issues.map(({ path }) => path.join('.'))).toEqual([
      'reason',
    ]);
    expect(reviewSchema.safeParse({ version: 1, outcome: 'sent-back', reason: '  ' }).success).toBe(false);
    expect(reviewSchema.safeParse({ version: 1, outcome: 'approved' }).success).toBe(true);
  });
});

describe('when a draft becomes a version', () => {
  const publish = (of: Partial<Pack>, command: { effectiveAt?: string } = {}, moment = now) =>
    decidePublishing(
      { ...who(hana, moment), draft: reviewed(), pack: { ...pack, ...of }, faults: [], pointer },
      { version: 3, ...command },
    );
  const at8 = (day: string) => ({ effectiveFrom: day as CivilDate });

  test('it takes effect as its day begins in London, in summer time too', () => {
    expect(accepted(publish({}))).toMatchObject({ policy: 2, effectiveAt: '2027-08-31T23:00:00.000Z' });
    expect(accepted(publish(at8('2027-01-04'))).effectiveAt).toBe('2027-01-04T00:00:00.000Z');
  });

  test('on the very day it takes effect in five minutes', () => {
    expect(accepted(publish(at8(today))).effectiveAt).toBe('2026-11-24T08:05:00.000Z');
  });

  test.each<[string, string, string]>([
    ['a moment four minutes ahead', today, '2026-11-24T08:04:59Z'],
    ['a moment in the past', today, '2026-11-24T07:00:00Z'],
    ['a moment on another day than the pack says', '2027-09-01', '2027-09-02T08:00:00Z'],
    ['a moment that is the day before in London', '2027-09-01', '2027-08-31T22:59:59Z'],
  ])('refuses %s', (_, day, effectiveAt) => {
    const decision = publish(at8(day), { effectiveAt });
    expect(name(decision)).toBe('too-late-to-publish');
    if (!decision.ok) expect(decision.refusal.faults?.map(({ field }) => field)).toEqual(['effectiveAt']);
  });

  test('refuses a day of which too little is left, and takes five minutes to the second', () => {
    expect(name(publish(at8(today), {}, Date.parse('2026-11-24T23:56:00Z')))).toBe('too-late-to-publish');
    expect(name(publish(at8(today), { effectiveAt: '2026-11-24T08:05:00Z' }))).toBe('accepted');
  });

  test('refuses with every fault that has arisen since it was reviewed', () => {
    const faults = [{ path: ['effectiveFrom'], message: 'Version 2 takes effect on 1 September 2027 too: choose another day' }];
    const decision = decidePublishing({ ...who(hana), draft: reviewed(), pack, faults, pointer }, { version: 3 });
    expect(decision).toMatchObject({
      ok: false,
      refusal: {
        name: 'draft-not-ready',
        faults: [{ field: 'effectiveFrom', detail: 'Version 2 takes effect on 1 September 2027 too: choose another day' }],
      },
    });
  });

  test('a time of day is London’s, and an hour that the day has not is none', () => {
    expect(timestamp(momentOn('2027-07-01' as CivilDate, '09:00') ?? 0)).toBe('2027-07-01T08:00:00.000Z');
    expect(timestamp(momentOn('2027-01-04' as CivilDate, '09:00') ?? 0)).toBe('2027-01-04T09:00:00.000Z');
    expect(momentOn('2027-03-28' as CivilDate, '01:30')).toBeUndefined();
  });
});

describe('the day it takes effect', () => {
  const two: PolicyPointer = { versions: [...pointer.versions, { version: 2, effectiveAt: '2027-08-31T23:00:00.000Z' }], version: 2 };
  const message = (day: string, of: PolicyPointer | undefined) =>
    dateFaults({ effectiveFrom: day as CivilDate }, of, today).map((each) => each.message);

  test.each<[string, string, PolicyPointer | undefined, string[]]>([
    ['a day to come, after every version, is good', '2027-09-02', two, []],
    ['today is good', today, pointer, []],
    [
      'a day that has passed',
      '2026-11-23',
      pointer,
      ['23 November 2026 has passed, and nothing in the past changes: give a day from today on'],
    ],
    [
      'a day on which another version takes effect, told by London’s day',
      '2027-09-01',
      two,
      ['Version 2 takes effect on 1 September 2027 too: choose another day'],
    ],
    [
      'a day before that of a version',
      '2027-08-31',
      two,
      ['Version 2 takes effect on 1 September 2027, after this one: give a day after that'],
    ],
    ['any day to come, where there is no version yet', '2027-09-01', undefined, []],
  ])('%s', (_, day, of, expected) => {
    expect(message(day, of)).toEqual(expected);
  });
});

describe('what publishing brings to the catalogue', () => {
  const adopted = (of: Pack): Service[] => of.services.map((offered) => adoptService(undefined, offered, of, today).service);
  const known = adopted(pack);
  const after = (change: (of: Pack) => void, services = known) => {
    const copy = structuredClone(pack);
    change(copy);
    return adoptionOf(copy, services, today, pack);
  };
  const told = ({ leftOut }: Adoption) => leftOut.map(({ path, message }) => `${path.join('.')}: ${message}`);

  test('nothing, where it has everything', () => {
    expect(after(() => {})).toEqual({ added: [], prices: [], lateRises: [], leftOut: [], otherWords: [], unnamed: [] });
  });

  test('new services, and new prices from a day to come', () => {
    const brought = after((of) => {
      of.services[0]?.prices.push({ from: '2027-09-01' as CivilDate, perDayExVatPence: 46_800 });
      const second = of.services[1];
      if (second) of.services.push({ ...second, code: 'second', title: 'Second service' });
    });
    expect(brought.added).toEqual(['Second service']);
    expect(brought.prices).toEqual([{ title: known[0]?.title, from: '2027-09-01', perDayExVatPence: 46_800 }]);
    expect(brought.leftOut).toEqual([]);
  });

  test('not a price that would rewrite the past, or one that quotes may name: each is a fault at its place', () => {
    const brought = after((of) => {
      const [price] = of.services[0]?.prices ?? [];
      if (price) price.perDayExVatPence = 46_800;
    });
    expect(told(brought)).toEqual([
      'services.0.prices.0.perDayExVatPence: The catalogue has £450.00 for “Headteacher performance management” from 1 September 2017, and quotes may name it: give the new price from a later day',
    ]);
    // A version that is read again is held against the catalogue alone.
    const first = structuredClone(pack);
    first.services[1]?.prices.push({ from: '2026-01-05' as CivilDate, perDayExVatPence: 46_800 });
    expect(told(adoptionOf(first, known, today))).toEqual([
      'services.1.prices.1.from: A price cannot change in the past, and the catalogue has none from 5 January 2026: give the price from a day that is still to come',
    ]);
  });

  test.each(['2026-01-05', '2026-11-25', '2027-08-31'])('not a price from %s, before the version takes effect', (from) => {
    const dear = (of: Pack) => of.services[1]?.prices.push({ from: from as CivilDate, perDayExVatPence: 90_000 });
    expect(told(after(dear))).toEqual([
      `services.1.prices.1.from: This version takes effect on 1 September 2027, and a price it brings cannot be charged before: give “${known[1]?.title}” the price of £900.00 from that day or a later one`,
    ]);
    // What somebody put into the catalogue themselves may be written down.
    const priced = known.map((each) => (each.code === pack.services[1]?.code ? { ...each, prices: [...each.prices] } : each));
    priced[1]?.prices.push({ from: from as CivilDate, perDayExVatPence: 90_000, version: 2 });
    expect(told(after(dear, priced))).toEqual([]);
  });

  test('nor may a price of the version before be left out', () => {
    expect(told(after((of) => of.services[0]?.prices.splice(0, 1)))).toEqual([
      'services.0.prices: “Headteacher performance management” costs £450.00 from 1 September 2017 by the version before, and that stays so: keep this price, and give another from a later day',
    ]);
  });

  test('a service keeps its class for good, whichever way it is moved', () => {
    const [traded, free] = [
      pack.services.findIndex((each) => each.class === 'traded'),
      pack.services.findIndex((each) => each.class === 'core'),
    ];
    const moved = after((of) => {
      of.services[traded] = { ...(of.services[traded] as PackService), class: 'core', prices: [] };
      of.services[free] = {
        ...(of.services[free] as PackService),
        class: 'traded',
        prices: [{ from: '2027-09-01' as CivilDate, perDayExVatPence: 45_000 }],
      };
    });
    expect(told(moved)).toEqual(
      [
        `services.${traded}.class: “${known[traded]?.title}” is traded, and a service keeps its class: withdraw it in the catalogue, and add a new service under another code that is core`,
        `services.${free}.class: “${known[free]?.title}” is core, and a service keeps its class: withdraw it in the catalogue, and add a new service under another code that is traded`,
      ].sort((a, b) => Number(a.split('.')[1]) - Number(b.split('.')[1])),
    );
    // How it is sold decides what is charged, too.
    const sold = after((of) => {
      of.services[traded] = { ...(of.services[traded] as PackService), vatClass: 'exempt' };
    });
    expect(told(sold)).toEqual([
      `services.${traded}.vatClass: “${known[traded]?.title}” is standard-rated, and a service keeps its class of VAT: withdraw it in the catalogue, and add a new service under another code that is exempt from VAT`,
    ]);
    // Also while what was published is still on its way to the catalogue.
    expect(
      told(adoptionOf({ ...pack, services: [{ ...(pack.services[traded] as PackService), class: 'core', prices: [] }] }, [], today, pack)),
    ).toHaveLength(1);
  });

  test('services that are not named stay on sale, and other words are kept: both are told', () => {
    const brought = after((of) => {
      of.services = of.services.slice(1);
      const [first] = of.services;
      if (first) first.description = 'Other words';
    });
    expect(brought.unnamed).toEqual([known[0]?.title]);
    expect(brought.otherWords).toEqual([known[1]?.title]);
  });
});
