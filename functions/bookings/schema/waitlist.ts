// The words of waiting lists: what a school waits for, the place that it is offered, and what became of it.
import * as z from 'zod';
import { type CivilDate, dateSchema, type SessionKey, sessionKeySchema } from '../../../shared/calendar.ts';
import {
  type BookingId,
  idSchema,
  type OfficerId,
  type OrganisationId,
  organisationIdSchema,
  type PersonId,
  type RequestId,
  type ServiceId,
  type WaitId,
} from '../../../shared/ids.ts';
import { type Purse, purses } from '../../../shared/policy/schema.ts';
import { machine } from '../../../shared/transitions.ts';

export type WaitState = 'waiting' | 'offered' | 'booked' | 'withdrawn' | 'expired';
export type WaitEvent = 'join' | 'give' | 'offer' | 'accept' | 'decline' | 'pass' | 'give-up' | 'withdraw' | 'expire';
/** `give`: whoever cancelled named who is to have the place, who need not have waited. `pass`: nobody answered in time; `give-up`: once too often. */
export const waitStates = machine<WaitState, WaitEvent>('place in a waiting list', [
  { from: 'new', event: 'join', to: 'waiting' },
  { from: 'new', event: 'give', to: 'offered' },
  { from: 'waiting', event: 'offer', to: 'offered' },
  { from: 'offered', event: 'accept', to: 'booked' },
  { from: 'offered', event: 'decline', to: 'waiting' },
  { from: 'offered', event: 'pass', to: 'waiting' },
  { from: 'offered', event: 'give-up', to: 'expired' },
  { from: 'offered', event: 'withdraw', to: 'withdrawn' },
  { from: 'waiting', event: 'withdraw', to: 'withdrawn' },
  { from: 'waiting', event: 'expire', to: 'expired' },
]);

/** How many places a school may have in all lists together, so that no list is filled by one. Two that join at the same moment may come to one more. */
export const mostWaits = 10;
/** After so many offers that nobody answered a place in the list ends: it would hold up those behind it each time. */
export const mostUnanswered = 3;
/** In half-days: what becomes free at once is seldom more than two days. */
export const mostWaitedFor = 4;

/** A half of a weekday that suits: `1am` is Monday morning. */
export const halvesOfWeek = ['1am', '1pm', '2am', '2pm', '3am', '3pm', '4am', '4pm', '5am', '5pm'] as const;
export type HalfOfWeek = (typeof halvesOfWeek)[number];

export type Place = { officer: OfficerId; sessions: SessionKey[] };

/** A place that is held. Its sessions are slots under the id of the booking it becomes. */
export type Offer = Place & {
  /** Counted from one. */
  number: number;
  officerName: string;
  booking: BookingId;
  /** The last moment (ISO 8601, UTC) at which the sessions are held. */
  holdUntil: string;
  madeAt: string;
  /** Who offered it by hand; otherwise it was next in line. */
  by?: PersonId;
};

export type Wait = {
  type: 'wait';
  id: WaitId;
  school: OrganisationId;
  schoolName: string;
  service: ServiceId;
  serviceTitle: string;
  /** The one officer who is waited for; anybody who delivers the service otherwise. */
  officer?: OfficerId;
  officerName?: string;
  /** One half of a day; two are a whole day; three and four are those that follow one another. */
  halfDays: number;
  from: CivilDate;
  to: CivilDate;
  suits: HalfOfWeek[];
  purse: Purse;
  /** The last day on which a place is offered. */
  expiresOn: CivilDate;
  joinedBy: PersonId;
  joinedAt: string;
  state: WaitState;
  /** The school that gave its place up to this one: it was never in the line, and does not go back to it. */
  givenBy?: OrganisationId;
  offer?: Offer;
  offers: number;
  /** Offers in a row that nobody answered. */
  unanswered: number;
  /** Places that were offered and not taken: they are not offered again. */
  passed: (Place & Pick<Offer, 'number' | 'officerName'>)[];
  /** What an accepted offer has become: a booking, or the request for one where it is over the limit of whoever accepted it. */
  became?: { booking: BookingId } | { request: RequestId };
  version: number;
};

const purse = z.enum(purses, { error: 'Choose what pays: the delegated budget or the school’s own funds' });
const purposed = { school: organisationIdSchema, service: idSchema('svc'), officer: idSchema('off').optional() };

export const joinSchema = z
  .strictObject({
    ...purposed,
    halfDays: z
      .int('Say how much you need')
      .min(1, 'Wait for at least half a day')
      .max(mostWaitedFor, `Wait for at most ${mostWaitedFor / 2} days at a time`),
    from: dateSchema,
    to: dateSchema,
    suits: z
      .array(z.enum(halvesOfWeek, 'Choose from the half-days shown'), 'Choose at least one half-day that suits')
      .min(1, 'Choose at least one half-day that suits')
      .max(halvesOfWeek.length, 'Choose from the half-days shown'),
    purse,
    expiresOn: dateSchema.optional(),
  })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'The last day that suits must be on or after the first' });
export type JoinCommand = z.infer<typeof joinSchema>;

/** `stay`: to wait for another place, or to be taken off the list. */
export const declineOfferSchema = z.strictObject({
  stay: z.boolean({ error: 'Say whether the school goes on waiting' }),
});

/** A place that the council offers by hand. */
export const offerSchema = z.strictObject({
  officer: idSchema('off'),
  sessions: z
    .array(sessionKeySchema, 'Choose the sessions to offer')
    .min(1, 'Choose the sessions to offer')
    .max(mostWaitedFor, `Offer at most ${mostWaitedFor / 2} days at a time`),
});
export type OfferCommand = z.infer<typeof offerSchema>;

/** What became free, for the task that offers it: whose visits, and to whom the place is given where that was said. Looking on for all is asked for with nothing. */
export const freedSchema = z.strictObject({
  officers: z.array(idSchema('off')).max(40),
  booking: idSchema('bkg').optional(),
  visits: z.array(z.string()).max(100).optional(),
  giveTo: organisationIdSchema.optional(),
});
export type FreedPlaces = z.infer<typeof freedSchema>;

/** That a school gave a session up late: whoever takes it takes its place. */
export type Vacated = { type: 'vacated'; booking: BookingId; visit: string };
