// A bursar with a limit and a head who approves, on the real engine: what is over the limit is held and booked by nobody until it is approved, a hold that has
// run out blocks nobody though nothing was cleaned up, and of those who come at once exactly one wins.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { confirmBooking } from '../../functions/bookings/actions/confirm.ts';
import { readBooking } from '../../functions/bookings/actions/read.ts';
import { approveRequest, declineRequest, listRequests, readRequest, withdrawRequest } from '../../functions/bookings/actions/requests.ts';
import type { Quote } from '../../functions/bookings/schema/quotes.ts';
import { heldRequestsOf } from '../../functions/bookings/store/requests.ts';
import { recordVacancy } from '../../functions/entitlements/actions.ts';
import { entitlementHeads } from '../../functions/entitlements/store.ts';
import { settleApproval, settlePurchaseOrders } from '../../functions/identity/actions/limits.ts';
import type { Person } from '../../functions/identity/schema/people.ts';
import { actingFor } from '../../functions/identity/store/limits.ts';
import { personWrites } from '../../functions/identity/store/people.ts';
import { readFreeSessions } from '../../functions/officers/actions.ts';
import { eventWrites } from '../../functions/schools/store/organisations.ts';
import type { SessionKey } from '../../shared/calendar.ts';
import { commit, put } from '../../shared/commit.ts';
import type { Actor } from '../../shared/context.ts';
import { accepted } from '../../shared/decision.ts';
import type { OrganisationId, RequestId } from '../../shared/ids.ts';
import { personOf } from '../actors.ts';
import {
  agreedFor,
  beginApprovals,
  bursar,
  confirm,
  contextOf,
  deputy,
  endApprovals,
  head,
  lastMoment,
  nameOf,
  next,
  of,
  officer,
  other,
  quoteOf,
  request,
  rival,
  signingKey,
  slotOf,
  tally,
  transfers,
} from '../approvals.ts';
import { academy, actor, day } from '../bookings.ts';
import { joined } from '../ordering.ts';

beforeAll(beginApprovals);
afterAll(endApprovals);

describe('a bursar with a limit', () => {
  test('books within it as before, and asks for what is over it: the quote says so, and names who approves and until when it is held', async () => {
    const [within, over] = [next(1), next(2)];
    expect(accepted(await quoteOf(bursar, within)).overLimit).toBe(undefined);
    expect(accepted(await confirm(bursar, within)).booking).toMatch(/^bkg_/);
    expect(accepted(await quoteOf(bursar, over)).overLimit).toEqual({
      mostPence: 30_000,
      approvers: ['head', 'deputy'],
      holdUntil: '2026-11-26T23:59:59.999Z',
    });
    const before = await transfers();
    const { token } = accepted(await quoteOf(bursar, over));
    const send = () => confirmBooking(contextOf(bursar), signingKey, { token, purchaseOrder: 'PO-1' });
    const [first, again] = [accepted(await send()), accepted(await send())];
    expect(first.request).toMatch(/^req_/);
    expect(again).toEqual(first);
    // Nothing is posted, and nothing free is held: the sessions alone are.
    expect(await transfers()).toBe(before);
    expect(await slotOf(over[0] as SessionKey)).toMatchObject({ holdUntil: '2026-11-26T23:59:59.999Z', school: academy.id });
    expect(accepted(await listRequests(contextOf(head), undefined)).waiting.map(({ id }) => id)).toEqual([first.request]);
    expect(accepted(await listRequests(contextOf(bursar), undefined)).waiting).toEqual([]);
    expect(nameOf(await readRequest(contextOf(rival), first.request as RequestId))).toBe('unknown-request');
  });

  test('is booked for once the head approves, in one transaction, under the name of whoever asked', async () => {
    const wanted = next(2);
    const id = await request(wanted);
    const before = await transfers();
    const approved = accepted(await approveRequest(contextOf(head), id, { agreed: await agreedFor(id) }));
    expect(await transfers()).toBe(before + 2);
    const { booking } = accepted(await readBooking(contextOf(bursar), approved.booking));
    expect(booking).toMatchObject({ bookedByName: 'bursar', approvedByName: 'head', purchaseOrder: 'PO-1' });
    const slot = await slotOf(wanted[0] as SessionKey);
    expect([slot?.booking, slot?.holdUntil]).toEqual([booking.id, undefined]);
    expect(nameOf(await approveRequest(contextOf(head), id, { agreed: 'x'.repeat(43) }))).toBe('request-answered');
  });

  test('is refused by name what nobody may do: the deputy on another day, themselves, and the head of another school', async () => {
    const id = await request(next(2));
    const approve = (who: Actor) => approveRequest(contextOf(who), id, { agreed: 'x'.repeat(43) });
    expect(await Promise.all([deputy, bursar, rival].map(async (who) => nameOf(await approve(who))))).toEqual([
      'not-the-approver',
      'own-spending',
      'unknown-request',
    ]);
    expect(nameOf(await withdrawRequest(contextOf(head), id))).toBe('not-your-request');
    expect(nameOf(await approve(head))).toBe('quote-changed');
    const onTheDay = Date.parse('2026-11-25T09:00:00Z');
    const agreed = await agreedFor(id, deputy, onTheDay);
    expect(nameOf(await approveRequest(contextOf(deputy, onTheDay), id, { agreed }))).toBe('accepted');
  });

  test('is declined with a reason, or withdraws: the sessions are free at once, and can be asked for anew', async () => {
    const wanted = next(2);
    const declined = await request(wanted);
    expect(nameOf(await quoteOf(rival, wanted))).toBe('session-taken');
    expect(await quoteOf(bursar, wanted)).toMatchObject({
      refusal: { detail: expect.stringContaining('is held already, for a request of') },
    });
    expect(nameOf(await declineRequest(contextOf(head), declined, { reason: 'Not this term' }))).toBe('accepted');
    expect(await slotOf(wanted[0] as SessionKey)).toBe(undefined);
    const withdrawn = await request(wanted);
    expect(nameOf(await withdrawRequest(contextOf(bursar), withdrawn))).toBe('accepted');
    expect(accepted(await confirm(rival, wanted)).booking).toMatch(/^bkg_/);
  });
});

test('what needs another number by now is no longer offered for approval, and its head is told to decline it', async () => {
  const id = await request(next(2));
  const agreed = await agreedFor(id);
  accepted(await settlePurchaseOrders(contextOf(head), academy.id, { required: 'always', like: 'PO-4471' }));
  const lacking = { name: 'request-lacks-number', detail: 'They look like PO-4471.' };
  expect(accepted(await readRequest(contextOf(head), id)).now).toEqual({ refusal: lacking });
  expect(await approveRequest(contextOf(head), id, { agreed })).toEqual({ ok: false, refusal: lacking });
  accepted(await settlePurchaseOrders(contextOf(head), academy.id, { required: 'policy' }));
  expect(await agreedFor(id)).toBe(agreed);
  expect(nameOf(await declineRequest(contextOf(head), id, { reason: 'Not this term' }))).toBe('accepted');
});

describe('free days', () => {
  test('are nobody’s before the approval: what is used up meanwhile makes new figures, to which the head agrees or not', async () => {
    accepted(
      await recordVacancy(contextOf(actor('resource-manager')), { school: academy.id, post: 'headteacher', vacantFrom: day('2027-01-31') }),
    );
    const available = async () =>
      [...(await entitlementHeads(contextOf(head).table, academy.id)).values()].reduce((sum, each) => sum + each.available, 0);
    const free = await available();
    const id = await request(next(free + 2));
    expect(await available()).toBe(free);
    const seen = await agreedFor(id);
    // Within the limit, as all of it is free: somebody is quicker.
    expect(accepted(await confirm(bursar, next(1))).booking).toMatch(/^bkg_/);
    const late = await approveRequest(contextOf(head), id, { agreed: seen });
    if (late.ok) throw new Error('approved at figures that nobody had seen');
    expect(late.refusal.name).toBe('quote-changed');
    const { quote, agreed } = late.refusal.more as { quote: Quote; agreed: string };
    expect(quote.grossPence).toBeGreaterThan(accepted(await readRequest(contextOf(head), id)).request.quote.grossPence);
    const approved = accepted(await approveRequest(contextOf(head), id, { agreed }));
    expect(approved.quote.grossPence).toBe(quote.grossPence);
    expect(await available()).toBe(0);
  });
});

test('a trust’s booker has the trust’s limit for each of its schools, and its own approver answers; the school reads it and has no part in it', async () => {
  const trust = 'trs_5902' as OrganisationId;
  const { table } = contextOf(head);
  const [director, clerk] = [of('director', 'school-approver', trust), of('clerk', 'trust-booker', trust)];
  const people = [director, clerk].map(({ person, roles }): Person => {
    return {
      type: 'person',
      id: person,
      rights: [{ organisation: trust, roles: [...roles], source: 'granted' }],
      subjects: [],
      version: 1,
    };
  });
  expect(
    await commit(table, [
      put(table.key.organisation(trust), {
        type: 'organisation',
        id: trust,
        kind: 'trust',
        name: 'Estuary Light Learning Trust',
        billing: [],
      }),
      ...eventWrites(table, joined(other.id, trust)),
      ...people.flatMap((each) => personWrites(table, undefined, each)),
    ]),
  ).toEqual({ ok: true });
  accepted(await settleApproval(contextOf(director), trust, { othersMostPence: 0, approver: director.person, everyBooking: false }));
  const through: Actor = { ...clerk, organisation: other.id, through: trust };
  const made = accepted(await confirm(through, next(2)));
  const id = made.request as RequestId;
  expect(accepted(await readRequest(contextOf(rival), id)).request.organisation).toBe(trust);
  const agreed = await agreedFor(id, director);
  expect(nameOf(await approveRequest(contextOf(rival), id, { agreed }))).toBe('not-the-approver');
  expect(nameOf(await approveRequest(contextOf(head), id, { agreed }))).toBe('unknown-request');
  const approved = accepted(await approveRequest(contextOf(director), id, { agreed }));
  expect(accepted(await readBooking(contextOf(rival), approved.booking)).booking.school).toBe(other.id);
});

describe('a hold that has run out', () => {
  test('blocks nobody though nothing was cleaned up: free in the diary and in a quote, taken by another, and expired for whoever held it', async () => {
    const wanted = next(2);
    const id = await request(wanted);
    const agreed = await agreedFor(id);
    const free = async (at: number) => {
      const date = day((wanted[0] as SessionKey).slice(0, 10));
      return accepted(await readFreeSessions(contextOf(rival, at), officer.id, { from: date, to: date })).free.includes(
        wanted[0] as SessionKey,
      );
    };
    const waiting = async (at: number) =>
      (await heldRequestsOf(contextOf(head).table, academy.id, at, 50)).items.some((each) => each.id === id);
    expect([await free(lastMoment), await free(lastMoment + 1)]).toEqual([false, true]);
    expect([await waiting(lastMoment), await waiting(lastMoment + 1)]).toEqual([true, false]);
    expect(accepted(await readRequest(contextOf(bursar, lastMoment + 1), id)).request.state).toBe('expired');
    expect(nameOf(await approveRequest(contextOf(head, lastMoment + 1), id, { agreed }))).toBe('request-expired');
    expect(nameOf(await withdrawRequest(contextOf(bursar, lastMoment + 1), id))).toBe('request-expired');
    expect(accepted(await confirm(rival, wanted, lastMoment + 1)).booking).toMatch(/^bkg_/);
    expect((await slotOf(wanted[0] as SessionKey))?.school).toBe(other.id);
    // A clock that is behind does not help: the session is another's by now.
    expect(nameOf(await approveRequest(contextOf(head, lastMoment), id, { agreed }))).toBe('session-taken');
  });
});

describe('of those who come at once exactly one wins', () => {
  const rounds = 4;

  test('approving, declining and withdrawing', async () => {
    for (let round = 0; round < rounds; round++) {
      const wanted = next(2);
      const id = await request(wanted);
      const agreed = await agreedFor(id);
      const decisions = await Promise.all([
        withdrawRequest(contextOf(bursar), id),
        approveRequest(contextOf(head), id, { agreed }),
        declineRequest(contextOf(head), id, { reason: 'Not this term' }),
      ]);
      expect(tally(decisions)).toEqual({ accepted: 1, 'request-answered': 2 });
      const won = decisions.find(({ ok }) => ok);
      const slot = await slotOf(wanted[0] as SessionKey);
      expect(slot?.holdUntil).toBe(undefined);
      expect(slot !== undefined).toBe(won?.ok && won.value.state === 'approved');
    }
  });

  test('two who approve, each twice', async () => {
    const onTheDay = Date.parse('2026-11-25T09:00:00Z');
    for (let round = 0; round < rounds; round++) {
      const id = await request(next(2));
      const before = await transfers();
      const agreed = await agreedFor(id, head, onTheDay);
      const decisions = await Promise.all(
        [head, deputy, head, deputy].map((who) => approveRequest(contextOf(who, onTheDay), id, { agreed })),
      );
      expect(tally(decisions)).toEqual({ accepted: 1, 'request-answered': 3 });
      expect(await transfers()).toBe(before + 2);
    }
  });

  test('the head by a clock at which it is still held, and another school by one at which it no longer is', async () => {
    for (let round = 0; round < rounds; round++) {
      const wanted = next(2);
      const id = await request(wanted);
      const agreed = await agreedFor(id);
      const { token } = accepted(await quoteOf(rival, wanted, lastMoment + 1));
      const [approved, taken] = await Promise.all([
        approveRequest(contextOf(head, lastMoment), id, { agreed }),
        confirmBooking(contextOf(rival, lastMoment + 1), signingKey, { token, purchaseOrder: 'PO-2' }),
      ]);
      expect([nameOf(approved), nameOf(taken)].sort()).toEqual(['accepted', 'session-taken']);
      const slots = await Promise.all(wanted.map(slotOf));
      expect(slots.map((slot) => [slot?.school, slot?.holdUntil])).toEqual(
        wanted.map(() => [approved.ok ? academy.id : other.id, undefined]),
      );
    }
  });
});

test('for an organisation acts whoever has one of the roles for it, and may come in', async () => {
  const { table } = contextOf(head);
  const elsewhere = 'sch_990098' as OrganisationId;
  const [booker, barred, approver] = [
    of('booker', 'school-booker', elsewhere),
    of('barred', 'school-booker', elsewhere),
    of('approver', 'school-approver', elsewhere),
  ];
  const person: Person = {
    type: 'person',
    id: barred.person,
    rights: [{ organisation: elsewhere, roles: ['school-booker'], source: 'granted' }],
    subjects: [],
    noEntry: { reason: 'left', since: '2026-11-24T10:00:00.000Z' },
    version: 1,
  };
  const writes = [...personOf(table, booker), ...personOf(table, approver), ...personWrites(table, undefined, person)];
  expect(await commit(table, writes)).toEqual({ ok: true });
  expect(await actingFor(table, elsewhere, ['school-booker'])).toEqual([booker.person]);
  expect((await actingFor(table, elsewhere, ['school-booker', 'school-approver'])).sort()).toEqual([approver.person, booker.person]);
});
