// A support plan: recorded by the named contact, gone through by a second person, met by bookings and open again without them (Manchester 2007, 4.2.1, 4.7.2).
import { describe, expect, test } from 'vitest';
import type { Service } from '../../functions/catalogue/schema.ts';
import {
  decideMeeting,
  decideNeed,
  decideReview,
  decideWithdrawal,
  fitsNeed,
  mayTouchPlan,
  metHalfDays,
  progressText,
} from '../../functions/entitlements/rules/needs.ts';
import { type Need, needStates } from '../../functions/entitlements/schema/needs.ts';
import type { Action } from '../../functions/identity/schema.ts';
import type { OrganisationEvent } from '../../functions/schools/schema/events.ts';
import type { School } from '../../functions/schools/schema.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import type { Actor, Role } from '../../shared/context.ts';
import { accepted, type Decision } from '../../shared/decision.ts';
import type { BookingId, EventId, NeedId, OfficerId, OrganisationId, PersonId, ServiceId } from '../../shared/ids.ts';

const school = 'sch_990001' as OrganisationId;
const daniel = 'off_daniel-osei' as OfficerId;
const today = '2026-11-24' as CivilDate;
const now = Date.parse('2026-11-24T10:00:00Z');
const outcome = (decision: Decision<unknown>) => (decision.ok ? 'ok' : decision.refusal.name);
const as = (role: Role, more: Partial<Actor> = {}): Actor => ({ person: `per_${role}` as PersonId, name: role, roles: [role], ...more });
const officer = as('officer', { officer: daniel });

const named = (year: number, who = daniel): OrganisationEvent => ({
  type: 'organisation-event',
  id: `evt_${year}-${who}` as EventId,
  kind: 'officer-named',
  on: '2026-09-01' as CivilDate,
  about: [school],
  subject: school,
  officer: who,
  officerName: 'Somebody',
  as: 'First point of contact',
  year,
  source: 'staff',
  recordedAt: '',
  recordedBy: 'per_joan' as PersonId,
});

describe('a plan is touched by', () => {
  test.each<[who: string, actor: Actor, action: Action, events: OrganisationEvent[], may: boolean]>([
    ['its named contact, to add to it', officer, 'need:record', [named(2026)], true],
    ['nobody named the year before', officer, 'need:record', [named(2025)], false],
    ['no other officer, even to read it', officer, 'need:read', [named(2026, 'off_other' as OfficerId)], false],
    ['its school, to read it', as('school-approver', { organisation: school }), 'need:read', [], true],
    ['its school, not to add to it', as('school-booker', { organisation: school }), 'need:record', [], false],
    ['no other school', as('school-booker', { organisation: 'sch_990002' as OrganisationId }), 'need:read', [], false],
    ['the council’s improvement managers, to go through it', as('sip-manager'), 'need:review', [], true],
    ['no officer, to go through it', officer, 'need:review', [named(2026)], false],
  ])('%s', (_, actor, action, events, may) => {
    expect(mayTouchPlan(actor, action, school, events, today)).toBe(may);
  });
});

const service = {
  id: 'svc_review' as ServiceId,
  title: 'Review',
  skill: 'school-review',
  onSaleFrom: '2026-09-01' as CivilDate,
} as Service;
const facts = {
  id: 'ned_1' as NeedId,
  now,
  today,
  actor: officer,
  school: { id: school, name: 'Saltmere', statusCode: 1 } as School,
  district: 'Mid',
  events: [named(2026)],
  services: [service],
  needs: [] as Need[],
};
const command = { what: 'Phonics in the first years', skill: 'school-review', wantedHalfDays: 4, by: '2027-03-31' as CivilDate };
const need = accepted(decideNeed(facts, command));

describe('a need', () => {
  test('keeps the school’s district, the contact who recorded it, and the service’s skill', () => {
    expect(need).toMatchObject({ state: 'open', district: 'Mid', contact: daniel, skill: 'school-review', reviews: [], met: [] });
    const chosen = accepted(decideNeed(facts, { ...command, skill: undefined, service: service.id }));
    expect(chosen).toMatchObject({ service: 'svc_review', serviceTitle: 'Review', skill: 'school-review' });
    expect(accepted(decideNeed({ ...facts, actor: as('sip-manager') }, command)).contact).toBeUndefined();
  });

  test.each<[why: string, more: Partial<typeof facts>, asked: Partial<typeof command> & { service?: ServiceId }, refusal: string]>([
    ['no school', { school: undefined as never }, {}, 'unknown-school'],
    ['a closed school', { school: { ...facts.school, statusCode: 2 } as School }, {}, 'school-closed'],
    ['a service that is not sold', {}, { service: 'svc_other' as ServiceId }, 'unknown-service'],
    [
      'a service not sold any more',
      { services: [{ ...service, withdrawnFrom: today } as Service] },
      { service: service.id },
      'unknown-service',
    ],
    ['a skill nobody sells', {}, { skill: 'juggling' }, 'invalid-request'],
    ['a day gone by', {}, { by: '2026-11-23' as CivilDate }, 'invalid-request'],
    ['a day out of reach', {}, { by: '2028-11-25' as CivilDate }, 'invalid-request'],
  ])('is refused for %s', (_, more, asked, refusal) => {
    expect(outcome(decideNeed({ ...facts, ...more }, { ...command, ...asked }))).toBe(refusal);
  });

  test('is not recorded again the same day by whoever goes back to the form, and is by others, or another day', () => {
    const again = { ...facts, id: 'ned_2' as NeedId, needs: [need] };
    expect(outcome(decideNeed(again, command))).toBe('need-recorded-already');
    expect(outcome(decideNeed(again, { ...command, what: 'Phonics in the second year' }))).toBe('ok');
    expect(outcome(decideNeed({ ...again, actor: as('sip-manager') }, command))).toBe('ok');
    expect(outcome(decideNeed({ ...again, today: '2026-11-25' as CivilDate }, command))).toBe('ok');
    expect(outcome(decideNeed({ ...again, needs: [{ ...need, state: 'withdrawn' }] }, command))).toBe('ok');
  });

  test('is gone through by a second person, who says what was agreed, and again', () => {
    const manager = as('sip-manager');
    expect(outcome(decideReview({ need, now, actor: officer }, { note: 'Agreed' }))).toBe('own-need');
    const once = accepted(decideReview({ need, now, actor: manager }, { note: 'Before spring' }));
    expect(once).toMatchObject({ state: 'open', version: 2, reviews: [{ by: manager.person, note: 'Before spring' }] });
    expect(accepted(decideReview({ need: once, now, actor: manager }, { note: 'Still so' })).reviews).toHaveLength(2);
    expect(outcome(decideReview({ need: undefined, now, actor: manager }, { note: 'x' }))).toBe('unknown-need');
  });

  test('is withdrawn with its reason, once', () => {
    const gone = accepted(decideWithdrawal({ need, now, actor: officer }, { reason: 'Done without us' }));
    expect(gone).toMatchObject({ state: 'withdrawn', withdrawn: { reason: 'Done without us' } });
    expect(outcome(decideWithdrawal({ need: gone, now, actor: officer }, { reason: 'Again' }))).toBe('wrong-state');
    expect(outcome(decideReview({ need: gone, now, actor: as('sip-manager') }, { note: 'x' }))).toBe('wrong-state');
  });
});

describe('bookings', () => {
  const [one, two] = ['bkg_1', 'bkg_2'] as BookingId[] as [BookingId, BookingId];
  const meet = (of: Need, booking: BookingId, halfDays: number) => accepted(decideMeeting(of, { booking, halfDays }));

  test('meet a need together, and leave it open again when one is cancelled', () => {
    const half = meet(need, one, 2);
    expect([half.state, metHalfDays(half), progressText(half)]).toEqual(['open', 2, '1 day of 2 days booked']);
    const met = meet(half, two, 2);
    expect([met.state, progressText(met)]).toEqual(['met', 'Met: 2 days booked']);
    const short = meet(met, one, 1);
    expect([short.state, metHalfDays(short)]).toEqual(['open', 3]);
    const none = meet(meet(short, one, 0), two, 0);
    expect([none.met, none.state, progressText(none)]).toEqual([[], 'open', 'Nothing booked yet']);
  });

  test('told twice are counted once', () => {
    expect(metHalfDays(meet(meet(need, one, 2), one, 2))).toBe(2);
  });

  test('are made for no need that is met or withdrawn, but one that is cancelled is told to either', () => {
    const met = meet(need, one, 4);
    expect(outcome(decideMeeting(met, { booking: two, halfDays: 1 }))).toBe('wrong-state');
    const gone = accepted(decideWithdrawal({ need: meet(need, one, 2), now, actor: officer }, { reason: 'Not any more' }));
    expect(outcome(decideMeeting(gone, { booking: two, halfDays: 1 }))).toBe('wrong-state');
    expect(meet(gone, one, 0)).toMatchObject({ state: 'withdrawn', met: [] });
    expect(outcome(decideMeeting(need, { booking: one, halfDays: 0 }))).toBe('wrong-state');
  });

  test('fit by the service that was named, or by the skill', () => {
    const other = { id: 'svc_other' as ServiceId, skill: 'school-review' };
    expect(fitsNeed(need, other)).toBe(true);
    expect(fitsNeed({ ...need, service: service.id }, other)).toBe(false);
    expect(fitsNeed({ ...need, service: service.id }, service)).toBe(true);
    expect(fitsNeed(need, { ...other, skill: 'governance' })).toBe(false);
  });
});

test('every state takes every event or refuses it', () => {
  const told = (['new', 'open', 'met', 'withdrawn'] as const).map((state) =>
    (['record', 'review', 'meet', 'fall-short', 'withdraw'] as const).map((event) => needStates.next(state, event) ?? '–').join(' '),
  );
  expect(told).toEqual(['open – – – –', '– open met – withdrawn', '– – – open –', '– – – – –']);
});
