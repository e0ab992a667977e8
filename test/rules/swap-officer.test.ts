// A visit changes hands: who could come, what goes along, who is told, and that neither funding nor price moves.
import { describe, expect, test } from 'vitest';
import { calendarFile } from '../../functions/bookings/rules/calendar-file.ts';
import { decideDelivery } from '../../functions/bookings/rules/life.ts';
import { concerned, isTakenOver, leftOf } from '../../functions/bookings/rules/messages.ts';
import { decideSwap, substitutesFor } from '../../functions/bookings/rules/swap.ts';
import type { SwapCommand } from '../../functions/bookings/schema/officers.ts';
import type { Officer } from '../../functions/officers/schema.ts';
import type { SessionKey } from '../../shared/calendar.ts';
import { londonClock } from '../../shared/calendar.ts';
import { accepted } from '../../shared/decision.ts';
import type { OfficerId, PersonId } from '../../shared/ids.ts';
import { academy, actor, booked, daniel, day, delivering, helen, keys, now, outcomeOf, pack, policy, quoted, review } from '../bookings.ts';

const never = () => false;

describe('a visit that changes hands', () => {
  const { booking } = booked(quoted({ service: review }, { sessions: ['2026-12-08#am', '2026-12-09#am'] }), 'bkg_01', now, review);
  const swap = (command: Partial<SwapCommand>, more: Partial<Parameters<typeof decideSwap>[0]> = {}) =>
    decideSwap(
      { booking, service: review, officer: helen, taken: new Set(), now, begun: never, ...more },
      { visits: ['02'], officer: helen.id, ...command },
    );

  test('takes its preparation along, keeps what funds it and what it costs, and keeps who was to come', () => {
    const { booking: after, freed, taken, before } = accepted(swap({ reason: 'Away' }));
    expect(freed.map((slot) => [slot.officer, slot.session])).toEqual([
      [daniel.id, '2026-12-07#pm'],
      [daniel.id, '2026-12-08#am'],
    ]);
    expect(taken.map((slot) => [slot.officer, slot.session, slot.visit])).toEqual([
      [helen.id, '2026-12-07#pm', '01'],
      [helen.id, '2026-12-08#am', '02'],
    ]);
    expect(before).toEqual([daniel.id]);
    expect(after.sessions[1]).toMatchObject({ officer: helen.id, swaps: [{ from: daniel.id, fromName: 'Daniel Osei', reason: 'Away' }] });
    expect(after.sessions.map(({ funding, transfer, session: at }) => [funding, transfer, at])).toEqual(
      booking.sessions.map(({ funding, transfer, session: at }) => [funding, transfer, at]),
    );
    expect([after.officer, after.version]).toEqual([daniel.id, 2]);
    // Once nothing of the lead's is left, whoever comes leads.
    expect(accepted(swap({ visits: ['02', '03'] })).booking.officer).toBe(helen.id);
    // What has begun stays with whoever began it.
    expect(accepted(swap({}, { begun: (at) => at < '2026-12-08' })).taken.map(({ visit }) => visit)).toEqual(['02']);
  });

  test('is refused by name: to who lacks the skill, is away or taken, of work alone, and of what took place', () => {
    expect(outcomeOf(swap({}, { officer: { ...helen, skills: ['governance'] } }))).toBe('officer-lacks-skill');
    expect(outcomeOf(swap({}, { officer: undefined }))).toBe('unknown-officer');
    expect(swap({}, { officer: { ...helen, absences: [{ from: day('2026-12-08'), to: day('2026-12-08') }] } })).toMatchObject({
      refusal: { name: 'outside-pattern', detail: expect.stringContaining('Helen Marsh is away on') },
    });
    expect(outcomeOf(swap({}, { taken: new Set(keys('2026-12-08#am')) }))).toBe('session-taken');
    expect(outcomeOf(swap({ visits: ['01'] }))).toBe('goes-with-its-visit');
    expect(outcomeOf(swap({ visits: ['09'] }))).toBe('unknown-session');
    const delivered = { ...booking, sessions: booking.sessions.map((each) => ({ ...each, state: 'delivered' as const })) };
    expect(outcomeOf(swap({}, { booking: delivered }))).toBe('already-delivered');
    // Sent twice it changes nothing more.
    expect(accepted(swap({}, { booking: accepted(swap({})).booking })).taken).toEqual([]);
  });

  test('could go to those who deliver it and are free: named officers first, then the district, then the others, each with a reason', () => {
    const officers: Officer[] = [
      { ...helen, id: 'off_a' as OfficerId, name: 'Amal Rest', district: 'South' },
      { ...helen, id: 'off_b' as OfficerId, name: 'Bo Near', district: 'Mid' },
      { ...helen, id: 'off_c' as OfficerId, name: 'Cy Named', district: 'South' },
      { ...helen, id: 'off_d' as OfficerId, name: 'Di Busy' },
      { ...helen, id: 'off_e' as OfficerId, name: 'Ed Other', skills: ['governance'] },
      daniel,
    ];
    const diaries = officers.map((officer) => ({
      officer,
      taken: new Set<SessionKey>(officer.name === 'Di Busy' ? keys('2026-12-08#am') : []),
    }));
    const namedAs = new Map([['off_c' as OfficerId, 'Link adviser']]);
    const found = accepted(substitutesFor({ booking, service: review, diaries, district: 'Mid', namedAs, begun: never }, ['02']));
    expect(found.substitutes.map(({ name, why }) => [name, why])).toEqual([
      ['Cy Named', `Named for ${academy.name}: Link adviser`],
      ['Bo Near', `Works in the district of ${academy.name}, Mid`],
      ['Amal Rest', expect.stringContaining('is free then; works in South')],
    ]);
    expect(found.unable).toEqual([{ officer: 'off_d', name: 'Di Busy', why: expect.stringContaining('Di Busy is already booked on') }]);
  });

  test('is told to whoever booked and to both officers: the one takes it out, the other puts it in', () => {
    const { booking: after } = accepted(swap({}));
    const people = [daniel, helen].map(({ id }) => ({ officer: id, person: `per_${id}` as PersonId }));
    expect(concerned(after, ['01', '02'], people)).toEqual([
      { person: after.bookedBy, visits: ['01', '02'] },
      { person: 'per_off_daniel-osei', visits: ['01', '02'] },
      { person: 'per_off_helen-marsh', visits: ['01', '02'] },
    ]);
    const left = leftOf([after], [{ booking: after.id, visits: ['01', '02'] }], 'booked');
    expect([isTakenOver(left, daniel.id), isTakenOver(left, helen.id), isTakenOver(left, undefined)]).toEqual([true, false, false]);
    const council = { slug: 'essex', name: 'Essex', email: 'a@b.example' };
    const gone = calendarFile({
      booking: after,
      sessionTimes: pack.sessions,
      council,
      link: 'l',
      officer: daniel.id,
      cancelled: ['01', '02'],
    });
    expect(gone?.match(/STATUS:CANCELLED/g)).toHaveLength(2);
  });

  test('and the note of a visit is of its own officer: one note is of the visits of one', () => {
    const at = Date.parse('2026-12-10T09:00:00Z');
    const { booking: after } = accepted(swap({}));
    const deliver = (visits: string[]) =>
      decideDelivery({ booking: after, now: at, clock: londonClock(at), actor: actor('officer'), policy }, delivering(visits));
    expect(outcomeOf(deliver(['02', '03']))).toBe('invalid-request');
    expect(accepted(deliver(['02'])).note).toMatchObject({ officer: helen.id, officerName: 'Helen Marsh' });
    expect(accepted(deliver(['02'])).charges.map(({ officerName }) => officerName)).toEqual(['Helen Marsh', 'Helen Marsh']);
  });
});
