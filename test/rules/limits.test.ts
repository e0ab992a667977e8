// Who may commit an organisation to how much, who approves what is more, and who decides on either.
import { describe, expect, test } from 'vitest';
import {
  approversOn,
  couldApprove,
  decideApproval,
  decideLimit,
  decidePurchaseOrders,
  limitOf,
  looksLike,
  mustAsk,
  needsPurchaseOrder,
} from '../../functions/identity/rules/limits.ts';
import { type Limits, mostNamed, setLimitSchema, settleApprovalSchema } from '../../functions/identity/schema/limits.ts';
import { accepted } from '../../shared/decision.ts';
import type { OrganisationId, PersonId } from '../../shared/ids.ts';
import { day } from '../bookings.ts';

const organisation = 'sch_990001' as OrganisationId;
const [head, bursar, deputy, clerk, stranger] = ['per_head', 'per_bursar', 'per_deputy', 'per_clerk', 'per_stranger'] as PersonId[] as [
  PersonId,
  PersonId,
  PersonId,
  PersonId,
  PersonId,
];
const members = new Set([head, bursar, deputy, clerk]);
const limits: Limits = {
  type: 'limits',
  organisation,
  people: [
    { person: head, mostPence: null },
    { person: bursar, mostPence: 50_000 },
    { person: deputy, mostPence: 200_000 },
  ],
  othersMostPence: 0,
  approver: head,
  deputy: { person: deputy, from: day('2026-12-14'), to: day('2026-12-18') },
  everyBooking: false,
  version: 3,
};
const facts = (person: PersonId, of: Limits | 'none' = limits) => ({
  organisation,
  limits: of === 'none' ? undefined : of,
  actor: { person, organisation },
  members,
});
const nameOf = (decision: { ok: true } | { ok: false; refusal: { name: string } }) => (decision.ok ? 'accepted' : decision.refusal.name);

describe('a limit', () => {
  test('is nobody’s where the organisation has settled none, and everybody’s who is not named where it has', () => {
    expect(limitOf(undefined, bursar)).toBe(null);
    expect([head, bursar, clerk].map((person) => limitOf(limits, person))).toEqual([null, 50_000, 0]);
  });

  test('is reached by the last penny and passed by the next; what is free is within every limit', () => {
    expect([0, 50_000, 50_001].map((pence) => mustAsk(limits, bursar, pence))).toEqual([false, false, true]);
    expect([0, 1].map((pence) => mustAsk(limits, clerk, pence))).toEqual([false, true]);
    expect(mustAsk(limits, head, 100_000_000)).toBe(false);
    expect(mustAsk(undefined, clerk, 100_000_000)).toBe(false);
  });

  test('where every booking is approved, is asked for also when it is free, by whoever has one', () => {
    const every = { ...limits, everyBooking: true };
    expect([head, bursar, clerk].map((person) => mustAsk(every, person, 0))).toEqual([false, true, true]);
  });
});

describe('who approves', () => {
  test('is the approver on every day, and the deputy on the days named, both included', () => {
    const on = (date: string) => approversOn(limits, day(date));
    expect([on('2026-12-13'), on('2026-12-14'), on('2026-12-18'), on('2026-12-19')]).toEqual([
      [head],
      [head, deputy],
      [head, deputy],
      [head],
    ]);
  });

  test('could be nobody: not whoever asks, nor whoever has the smaller limit, nor a deputy whose days do not meet the hold', () => {
    const could = (by: PersonId, grossPence: number, from: string, to: string, of: Limits | 'none' = limits) =>
      couldApprove(of === 'none' ? undefined : of, { by, grossPence, from: day(from), to: day(to) });
    expect(could(bursar, 60_000, '2026-12-11', '2026-12-14')).toEqual([head, deputy]);
    expect(could(bursar, 60_000, '2026-12-11', '2026-12-13')).toEqual([head]);
    expect(could(bursar, 200_001, '2026-12-14', '2026-12-15')).toEqual([head]);
    expect(could(deputy, 200_001, '2026-12-14', '2026-12-15', { ...limits, approver: deputy })).toEqual([]);
    expect(could(bursar, 60_000, '2026-12-14', '2026-12-15', 'none')).toEqual([]);
  });
});

describe('setting a limit', () => {
  test('of oneself is refused, also to whoever has none', () => {
    expect(nameOf(decideLimit(facts(head), { person: head, mostPence: null }))).toBe('own-limit');
  });

  test('of somebody who has no right for the organisation is refused', () => {
    expect(nameOf(decideLimit(facts(head), { person: stranger, mostPence: 1 }))).toBe('not-of-organisation');
  });

  test('gives no more than one has, and takes nothing from whoever has more', () => {
    expect(nameOf(decideLimit(facts(deputy), { person: bursar, mostPence: 200_000 }))).toBe('accepted');
    expect(nameOf(decideLimit(facts(deputy), { person: bursar, mostPence: 200_001 }))).toBe('above-own-limit');
    expect(nameOf(decideLimit(facts(deputy), { person: bursar, mostPence: null }))).toBe('above-own-limit');
    expect(nameOf(decideLimit(facts(deputy), { person: head, mostPence: 100 }))).toBe('above-own-limit');
  });

  test('names one person once, and leaves the others as they are', () => {
    const after = accepted(decideLimit(facts(head), { person: bursar, mostPence: 75_000 }));
    expect(after.version).toBe(4);
    expect(after.people.filter(({ person }) => person === bursar)).toEqual([{ person: bursar, mostPence: 75_000 }]);
    expect([head, deputy, clerk].map((person) => limitOf(after, person))).toEqual([null, 200_000, 0]);
  });

  test('names as many people as one item holds, and says what to do with the others', () => {
    const full = (count: number): Limits => ({
      ...limits,
      people: [
        { person: head, mostPence: null },
        ...Array.from({ length: count - 1 }, (_, i) => ({ person: `per_${i}` as PersonId, mostPence: 0 })),
      ],
    });
    const set = (count: number) => decideLimit(facts(head, full(count)), { person: bursar, mostPence: 0 });
    expect([nameOf(set(mostNamed - 1)), nameOf(set(mostNamed))]).toEqual(['accepted', 'invalid-request']);
    expect(set(mostNamed)).toMatchObject({
      refusal: { faults: [{ detail: 'At most 200 people are named: give the others the limit of everybody else' }] },
    });
    const command = { othersMostPence: 0, everyBooking: false };
    const settle = (count: number, more: object = {}) =>
      decideApproval(facts(deputy, { ...full(count), othersMostPence: null }), { ...command, ...more });
    expect(accepted(settle(mostNamed - 1)).people).toHaveLength(mostNamed);
    expect([nameOf(settle(mostNamed)), nameOf(settle(mostNamed, { othersMostPence: null }))]).toEqual(['invalid-request', 'accepted']);
    // The head is named already, and nobody is added for the council.
    expect(nameOf(decideApproval(facts(head, full(mostNamed)), command))).toBe('accepted');
    const council = { ...facts(stranger, full(mostNamed)), actor: { person: stranger } };
    expect(nameOf(decideApproval(council, command))).toBe('accepted');
  });

  test('says in a sentence what is wrong with it', () => {
    const said = (mostPence: unknown) => setLimitSchema.safeParse({ person: bursar, mostPence }).error?.issues[0]?.message;
    expect([said('£5'), said(-1), said(100_000_001)]).toEqual([
      'Give whole pence, or null for no limit',
      'Give 0 or more, or null for no limit',
      'Give at most £1,000,000 in pence, or null for no limit',
    ]);
    expect(settleApprovalSchema.safeParse({ othersMostPence: null }).error?.issues.map(({ message }) => message)).toEqual([
      'Say whether every booking of whoever has a limit is asked for',
    ]);
  });

  test('by the council is bound by no limit, and where nothing was settled everybody else stays without one', () => {
    const council = { ...facts(stranger, 'none'), actor: { person: stranger } };
    const after = accepted(decideLimit(council, { person: bursar, mostPence: 50_000 }));
    expect([head, bursar].map((person) => limitOf(after, person))).toEqual([null, 50_000]);
    expect(after.version).toBe(1);
  });
});

describe('settling who approves', () => {
  const command = { othersMostPence: 0, approver: head, everyBooking: true };

  test('is for whoever has no limit, and leaves them without one', () => {
    expect(nameOf(decideApproval(facts(deputy), command))).toBe('above-own-limit');
    const after = accepted(decideApproval(facts(head, 'none'), command));
    expect([head, bursar].map((person) => limitOf(after, person))).toEqual([null, 0]);
    expect(after).toMatchObject({ approver: head, everyBooking: true, version: 1 });
  });

  test('takes the place of what was settled before: a deputy who is not named again is one no longer', () => {
    expect(accepted(decideApproval(facts(head), command))).not.toHaveProperty('deputy');
  });

  test('names people of the organisation alone', () => {
    expect(nameOf(decideApproval(facts(head), { ...command, approver: stranger }))).toBe('not-of-organisation');
    const away = { person: stranger, from: day('2026-12-14'), to: day('2026-12-14') };
    expect(nameOf(decideApproval(facts(head), { ...command, deputy: away }))).toBe('not-of-organisation');
  });

  test('takes a deputy beside an approver, who is somebody else, for days in order', () => {
    const fault = (deputyIs: object, approver: string | undefined = head) =>
      settleApprovalSchema
        .safeParse({ othersMostPence: null, everyBooking: false, approver, deputy: deputyIs })
        .error?.issues[0]?.path.join('.');
    expect(fault({ person: deputy, from: '2026-12-14', to: '2026-12-13' })).toBe('deputy.to');
    expect(fault({ person: head, from: '2026-12-14', to: '2026-12-14' })).toBe('deputy.person');
    expect(fault({ person: deputy, from: '2026-12-14', to: '2026-12-14' })).toBe(undefined);
    const alone = { othersMostPence: null, everyBooking: false, deputy: { person: deputy, from: '2026-12-14', to: '2026-12-14' } };
    expect(settleApprovalSchema.safeParse(alone).error?.issues[0]?.path.join('.')).toBe('approver');
  });
});

describe('purchase orders', () => {
  test('are needed where the policy says so, unless the customer’s own rule says otherwise', () => {
    const needs = (required: 'policy' | 'always' | 'never') =>
      [true, false].map((byPolicy) => needsPurchaseOrder({ purchaseOrders: { required } }, byPolicy));
    expect([needs('policy'), needs('always'), needs('never')]).toEqual([
      [true, false],
      [true, true],
      [false, false],
    ]);
    expect([true, false].map((byPolicy) => needsPurchaseOrder(undefined, byPolicy))).toEqual([true, false]);
  });

  test('are waived by the council alone, and leave the limits as they are', () => {
    expect(nameOf(decidePurchaseOrders(facts(head), { required: 'never' }))).toBe('council-decides');
    const council = { ...facts(stranger), actor: { person: stranger } };
    expect(accepted(decidePurchaseOrders(council, { required: 'never' })).purchaseOrders).toEqual({ required: 'never' });
    const after = accepted(decidePurchaseOrders(facts(head), { required: 'always', like: 'PO-4471' }));
    expect(after).toEqual({ ...limits, purchaseOrders: { required: 'always', like: 'PO-4471' }, version: 4 });
    expect(accepted(decideApproval(facts(head, after), { othersMostPence: 0, everyBooking: false })).purchaseOrders).toEqual({
      required: 'always',
      like: 'PO-4471',
    });
  });

  test('have the form of the example: a digit for a digit, and otherwise the same, whichever case', () => {
    const like = (number: string) => looksLike(number, 'PO-44/a');
    expect(['PO-44/a', 'po-07/A', 'PO-4/a', 'PO-44/b', 'PX-44/a', 'PO-4x/a', 'PO-44/a '].map(like)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
