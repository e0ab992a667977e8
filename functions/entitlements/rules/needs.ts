// Needs decided purely: recording one, going through it with the phase lead, withdrawing it, and what bookings make of it.
import { addDays, type CivilDate, dateText, type Instant, londonDate, timestamp } from '../../../shared/calendar.ts';
import type { Actor } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { BookingId, NeedId, OfficerId, OrganisationId } from '../../../shared/ids.ts';
import { halfDaysText } from '../../../shared/ui/text.ts';
import { onSaleOn } from '../../catalogue/rules.ts';
import type { Service } from '../../catalogue/schema.ts';
import { canTouch } from '../../identity/rules.ts';
import type { Action } from '../../identity/schema.ts';
import { namedOfficersIn, yearOn } from '../../schools/rules/events.ts';
import { isBookable } from '../../schools/rules.ts';
import type { OrganisationEvent } from '../../schools/schema/events.ts';
import type { School } from '../../schools/schema.ts';
import {
  mostReviews,
  type Need,
  type NeedState,
  needStates,
  type RecordNeed,
  type ReviewNeed,
  type WithdrawNeed,
} from '../schema/needs.ts';

/**
 * Whether somebody may do this to a school's plan: of the officers those alone who are named for the school this academic year, as a plan says where a school is
 * weak; a school's people to their own; the council's people to any, as far as their role goes.
 */
export function mayTouchPlan(
  actor: Actor,
  action: Action,
  school: OrganisationId,
  events: readonly OrganisationEvent[],
  today: CivilDate,
): boolean {
  const officer = isNamed(actor.officer, school, events, today) ? actor.officer : null;
  return canTouch(actor, action, { organisation: school, officer: officer ?? null });
}

export const isNamed = (
  officer: OfficerId | undefined,
  school: OrganisationId,
  events: readonly OrganisationEvent[],
  today: CivilDate,
): boolean => officer !== undefined && namedOfficersIn(school, events, yearOn(today)).some((each) => each.officer === officer);

/** How far ahead needs are planned: two years. */
const horizonDays = 730;

type Recording = {
  id: NeedId;
  now: Instant;
  today: CivilDate;
  actor: Actor;
  school: School | undefined;
  district: string | undefined;
  events: readonly OrganisationEvent[];
  services: readonly Service[];
  /** What the school's plan has already. */
  needs: readonly Need[];
};

const refuseField = (field: string, detail: string) => refuse('invalid-request', undefined, { faults: [{ field, detail }] });

/** The very need that somebody recorded the same day and that is still open: a form that is gone back to and sent again comes under another key. */
const isRepeated = ({ needs, actor, today }: Recording, command: RecordNeed): boolean =>
  needs.some(
    (need) =>
      need.state === 'open' &&
      need.recordedBy === actor.person &&
      londonDate(Date.parse(need.recordedAt)) === today &&
      need.what === command.what &&
      need.service === command.service &&
      (command.service !== undefined || need.skill === command.skill) &&
      need.wantedHalfDays === command.wantedHalfDays &&
      need.by === command.by,
  );

/** Records a need. Refuses `need-recorded-already`, `unknown-school`, `school-closed`, `unknown-service`, and `invalid-request` for a skill nobody has or a day out of reach. */
export function decideNeed(facts: Recording, command: RecordNeed): Decision<Need> {
  const { id, school, services, today, now, actor, district, events } = facts;
  if (!school) return refuse('unknown-school');
  if (!isBookable(school)) return refuse('school-closed', `${school.name} is not open.`);
  if (command.by < today || command.by > addDays(today, horizonDays))
    return refuseField('by', `Give a day from ${dateText(today)} to ${dateText(addDays(today, horizonDays))}`);
  const service = services.find((each) => each.id === command.service);
  if (command.service && !(service && onSaleOn(service, today))) return refuse('unknown-service', undefined, { field: 'service' });
  const skill = service?.skill ?? command.skill ?? '';
  if (!services.some((each) => each.skill === skill)) return refuseField('skill', 'Choose from the skills listed');
  if (isRepeated(facts, command)) return refuse('need-recorded-already');
  const contact = isNamed(actor.officer, school.id, events, today) ? actor.officer : undefined;
  return accept({
    type: 'need',
    id,
    school: school.id,
    schoolName: school.name,
    ...(district ? { district } : {}),
    what: command.what,
    skill,
    ...(service ? { service: service.id, serviceTitle: service.title } : {}),
    wantedHalfDays: command.wantedHalfDays,
    by: command.by,
    state: 'open',
    ...(contact ? { contact } : {}),
    recordedBy: actor.person,
    recordedAt: timestamp(now),
    reviews: [],
    met: [],
    version: 1,
  });
}

type Changing = { need: Need | undefined; now: Instant; actor: Actor };
const stateTexts: Readonly<Record<NeedState, string>> = { open: 'open', met: 'met by bookings', withdrawn: 'withdrawn' };
const tooLate = ({ state }: Need) => refuse('wrong-state', `It is ${stateTexts[state]}.`);

/** A need gone through by a second person. Refuses `unknown-need`, `wrong-state`, and `own-need` for whoever recorded it. */
export function decideReview({ need, now, actor }: Changing, { note }: ReviewNeed): Decision<Need> {
  if (!need) return refuse('unknown-need');
  if (!needStates.next(need.state, 'review')) return tooLate(need);
  if (need.recordedBy === actor.person) return refuse('own-need');
  const reviews = [...need.reviews, { by: actor.person, at: timestamp(now), note }].slice(-mostReviews);
  return accept({ ...need, reviews, version: need.version + 1 });
}

/** A need that is none any more. Refuses `unknown-need` and `wrong-state`. */
export function decideWithdrawal({ need, now, actor }: Changing, { reason }: WithdrawNeed): Decision<Need> {
  if (!need) return refuse('unknown-need');
  const state = needStates.next(need.state, 'withdraw');
  if (!state) return tooLate(need);
  return accept({ ...need, state, withdrawn: { by: actor.person, at: timestamp(now), reason }, version: need.version + 1 });
}

/** How many half-days bookings are for so far. */
export const metHalfDays = ({ met }: Pick<Need, 'met'>): number => met.reduce((sum, { halfDays }) => sum + halfDays, 0);

/**
 * What a booking makes of a need: it is for so many half-days of it now (none once all are cancelled), whatever it was for before. With as many as are wanted the
 * need is met, and open again when they become fewer. Refuses `wrong-state` for a booking to be made for a need that is withdrawn, or met already.
 */
export function decideMeeting(need: Need, { booking, halfDays }: { booking: BookingId; halfDays: number }): Decision<Need> {
  const isNew = !need.met.some((each) => each.booking === booking);
  if (isNew && (halfDays === 0 || need.state !== 'open')) return tooLate(need);
  const met = [...need.met.filter((each) => each.booking !== booking), ...(halfDays > 0 ? [{ booking, halfDays }] : [])];
  const isEnough = metHalfDays({ met }) >= need.wantedHalfDays;
  const event = need.state === 'open' && isEnough ? 'meet' : need.state === 'met' && !isEnough ? 'fall-short' : undefined;
  const state = event ? needStates.next(need.state, event) : need.state;
  if (!state) return tooLate(need);
  return accept({ ...need, met, state, version: need.version + 1 });
}

/** Whether a booking of a service may be for a need: it is the service named, or takes the skill. */
export const fitsNeed = ({ service, skill }: Pick<Need, 'service' | 'skill'>, of: Pick<Service, 'id' | 'skill'>): boolean =>
  service ? service === of.id : skill === of.skill;

/** `1 day of 3 days booked`, or how far it is otherwise. */
export function progressText(need: Pick<Need, 'met' | 'state' | 'wantedHalfDays'>): string {
  const met = metHalfDays(need);
  if (need.state === 'withdrawn') return 'Withdrawn';
  if (need.state === 'met') return `Met: ${halfDaysText(met)} booked`;
  return met === 0 ? 'Nothing booked yet' : `${halfDaysText(met)} of ${halfDaysText(need.wantedHalfDays)} booked`;
}
