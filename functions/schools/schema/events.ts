// The words of what happens to organisations: dated events that are only ever added. What holds on a date is folded from them; a mistake is withdrawn by a
// further event that names it.
import * as z from 'zod';
import { type CivilDate, dateSchema } from '../../../shared/calendar.ts';
import { type EventId, idSchema, type OfficerId, type OrganisationId, organisationIdSchema, type PersonId } from '../../../shared/ids.ts';

/** Statuses that only named council roles may know of; extra days may rest on them (Essex 2017, "schools causing concern"). */
export const confidentialStatuses = {
  'causing-concern': 'School causing concern',
  vulnerable: 'Vulnerable',
  'warning-notice': 'Warning notice',
} as const;
export type ConfidentialStatus = keyof typeof confidentialStatuses;

/** How one school follows another: a conversion keeps the school and changes what it is; a merger ends several in one; a split is the reverse. */
const successions = { conversion: 'Conversion', merger: 'Merger', split: 'Split' } as const;
type Succession = keyof typeof successions;

type What =
  /** A school, body or group becomes a member of a partnership, trust or federation, or is one no longer from this date on. */
  | { kind: 'joined' | 'left'; subject: OrganisationId; group: OrganisationId }
  /** The headteacher of this member leads the partnership from this date on; `person` when they sign in here. */
  | { kind: 'lead-appointed'; subject: OrganisationId; group: OrganisationId; person?: PersonId | undefined }
  | { kind: 'lead-ended'; subject: OrganisationId; group: OrganisationId }
  /** All members of a partnership become members of another on this date, and the first closes. */
  | { kind: 'partnership-merged'; subject: OrganisationId; into: OrganisationId; members: OrganisationId[] }
  | { kind: 'closed'; subject: OrganisationId }
  /** From this date on `into` is what `subject` was; it takes over the memberships named. */
  | { kind: 'succeeded'; subject: OrganisationId; into: OrganisationId; how: Succession; memberships: OrganisationId[] }
  | { kind: 'district-placed'; subject: OrganisationId; district: string }
  /** From this date on a partnership or another body has this name; `was` is the one it had until then. */
  | { kind: 'renamed'; subject: OrganisationId; name: string; was: string }
  /** An officer is the organisation's named officer for an academic year (its starting year). */
  | {
      kind: 'officer-named' | 'officer-unnamed';
      subject: OrganisationId;
      officer: OfficerId;
      officerName: string;
      as: string;
      year: number;
    }
  | { kind: 'status-entered' | 'status-ended'; subject: OrganisationId; status: ConfidentialStatus }
  /** The event named never was. */
  | { kind: 'withdrawn'; subject: OrganisationId; event: EventId; withdrawnOn: CivilDate };

/** An event as it is decided, before it is known under which id it is kept. */
export type EventDraft = What & {
  /** From this day on it holds. */
  on: CivilDate;
  /** Every organisation under which it stands. */
  about: OrganisationId[];
  reason?: string | undefined;
};

export type OrganisationEvent = EventDraft & {
  type: 'organisation-event';
  id: EventId;
  source: 'register' | 'staff';
  recordedAt: string;
  recordedBy: PersonId;
};
export type EventKind = OrganisationEvent['kind'];
export type NamedOfficer = Extract<OrganisationEvent, { kind: 'officer-named' | 'officer-unnamed' }>;
export const confidentialKinds: readonly EventKind[] = ['status-entered', 'status-ended'];

/** A stretch of days something holds: from the first, up to but not including `to`. */
export type Span = { from: CivilDate; to?: CivilDate };
export type Membership = Span & { member: OrganisationId; group: OrganisationId };

const reason = z.string().trim().max(500, 'Use at most 500 characters').optional();
/** Several members join in one transaction: two events each, and a check that none of them closed meanwhile. */
const mostJoining = 30;
export const joinSchema = z.strictObject({
  members: z
    .array(organisationIdSchema, 'Name at least one organisation')
    .min(1, 'Name at least one organisation')
    .max(mostJoining, `Name at most ${mostJoining} organisations at once, and the rest when these are recorded`),
  on: dateSchema,
  reason,
});
export type Join = z.infer<typeof joinSchema>;
export const leaveSchema = z.strictObject({ member: organisationIdSchema, on: dateSchema, reason });
export type Leave = z.infer<typeof leaveSchema>;
export const leadSchema = z
  .strictObject({
    change: z.enum(['appointed', 'ended'], 'Say whether the lead begins or ends'),
    /** Whose headteacher leads. Where the lead ends it may be left out: it is whoever leads on the date. */
    member: organisationIdSchema.optional(),
    on: dateSchema,
    /** Who the headteacher is, when they sign in here. */
    person: idSchema('per').optional(),
    reason,
  })
  .refine(({ change, member }) => change === 'ended' || member !== undefined, { path: ['member'], message: 'Choose a member' });
export type LeadCommand = z.infer<typeof leadSchema>;
export const mergeSchema = z.strictObject({ into: organisationIdSchema, on: dateSchema, reason });
export type Merge = z.infer<typeof mergeSchema>;
export const closeSchema = z.strictObject({ on: dateSchema, reason });
export type Close = z.infer<typeof closeSchema>;
export const placeSchema = z.strictObject({
  district: z.string('Choose a district').min(1, 'Choose a district').max(100),
  on: dateSchema,
  reason,
});
export type Placement = z.infer<typeof placeSchema>;
export const statusSchema = z.strictObject({
  status: z.enum(Object.keys(confidentialStatuses) as ConfidentialStatus[], 'Choose a status'),
  change: z.enum(['entered', 'ended'], 'Say whether it begins or ends'),
  on: dateSchema,
  reason: z.string('Say why').trim().min(3, 'Say why, in a few words').max(500, 'Use at most 500 characters'),
});
export type StatusChange = z.infer<typeof statusSchema>;
export const nameOfficerSchema = z.strictObject({
  officer: idSchema('off'),
  as: z.string('Say what the officer is to them').trim().min(3, 'Say what the officer is to them').max(100, 'Use at most 100 characters'),
  year: z.int('Choose an academic year').min(2000).max(2100),
});
export type NameOfficer = z.infer<typeof nameOfficerSchema>;
export const withdrawSchema = z.strictObject({
  event: idSchema('evt'),
  reason: z.string('Say why').trim().min(3, 'Say why, in a few words').max(500, 'Use at most 500 characters'),
  /** The events that were shown as going with it. Left out, whatever rests on it goes with it. */
  also: z.array(idSchema('evt')).max(100).optional(),
});
export type Withdraw = z.infer<typeof withdrawSchema>;
export const publishYearSchema = z.strictObject({ year: z.int('Choose an academic year').min(2000).max(2100) });
export type PublishYear = z.infer<typeof publishYearSchema>;
/** The named officers of a year as those they serve may see them, once this stands. */
export type Publication = { type: 'named-officers'; year: number; publishedAt: string; by: PersonId };

/** Which of the named officers are looked at: a year by the year it begins in, and partnerships or schools. */
export const namedOfficersSearchSchema = z.strictObject({
  year: z.coerce.number('Choose an academic year').int('Choose an academic year').min(2000).max(2100).optional(),
  list: z.enum(['partnerships', 'schools']).optional(),
  after: z.string().max(2000).optional(),
});
export type NamedOfficersSearch = z.infer<typeof namedOfficersSearchSchema>;
