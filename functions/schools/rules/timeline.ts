// What happened to a school or another organisation, told from its own side in sentences, in order of date.
import { academicYearText, type CivilDate } from '../../../shared/calendar.ts';
import { type EventId, type OrganisationId, type PersonId, prefixOf, urnOf } from '../../../shared/ids.ts';
import { sectorOn } from '../rules.ts';
import { confidentialStatuses, type EventKind, type OrganisationEvent } from '../schema/events.ts';
import type { Organisation } from '../schema/organisations.ts';
import type { School, Sector } from '../schema.ts';
import { standing } from './events.ts';

export type Organisations = ReadonlyMap<OrganisationId, Organisation>;

/** One line of a timeline. What is below `text` is for staff. */
export type TimelineEntry = {
  id: EventId;
  kind: EventKind;
  on: CivilDate;
  text: string;
  source: OrganisationEvent['source'];
  reason?: string | undefined;
  recordedAt: string;
  recordedBy: PersonId;
  /** It never was: who said so, when and why. */
  withdrawn?: { at: string; by: PersonId; reason?: string | undefined };
};

/** Every organisation that some events speak of. */
export const organisationsIn = (events: readonly OrganisationEvent[]): OrganisationId[] => [
  ...new Set(
    events.flatMap((event) => [
      event.subject,
      ...('group' in event ? [event.group] : []),
      ...('into' in event ? [event.into] : []),
      ...('memberships' in event ? event.memberships : []),
    ]),
  ),
];

const nameIn = (organisations: Organisations, id: OrganisationId): string =>
  organisations.get(id)?.name ?? 'an organisation no longer known';

/** With its URN, where it is a school: two schools may have one name. */
const inFull = (organisations: Organisations, id: OrganisationId): string =>
  prefixOf(id) === 'sch' ? `${nameIn(organisations, id)} (URN ${urnOf(id)})` : nameIn(organisations, id);

const sectorWords: Record<Sector, string> = {
  maintained: 'a maintained school',
  academy: 'an academy',
  independent: 'an independent school',
  'further-education': 'a college',
};

function sectorOf(organisations: Organisations, id: OrganisationId, on: CivilDate): string {
  const organisation = organisations.get(id);
  return organisation && 'sectors' in organisation ? sectorWords[sectorOn(organisation as School, on).sector] : 'another school';
}

const districtText = (name: string) => (/\b(district|quadrant|area|locality)$/i.test(name) ? `the ${name}` : `the ${name} district`);

/** An event as `me` would tell it, without its date: what is still to come after today in the present tense. */
export function sentenceOf(event: OrganisationEvent, me: OrganisationId, organisations: Organisations, today: CivilDate): string {
  const tense: Tense = (past, coming) => (event.on > today ? coming : past);
  const name = (id: OrganisationId) => nameIn(organisations, id);
  const full = (id: OrganisationId) => inFull(organisations, id);
  const mine = event.subject === me;
  switch (event.kind) {
    case 'joined':
      return mine ? `${tense('Joined', 'Joins')} ${name(event.group)}` : `${name(event.subject)} ${tense('joined', 'joins')}`;
    case 'left':
      return mine ? `${tense('Left', 'Leaves')} ${name(event.group)}` : `${name(event.subject)} ${tense('left', 'leaves')}`;
    case 'lead-appointed':
      return mine
        ? `Its headteacher ${tense('became', 'becomes')} lead of ${name(event.group)}`
        : `The headteacher of ${name(event.subject)} ${tense('became', 'becomes')} lead`;
    case 'lead-ended':
      return mine
        ? `Its headteacher ${tense('ceased', 'ceases')} to lead ${name(event.group)}`
        : `The headteacher of ${name(event.subject)} ${tense('ceased', 'ceases')} to lead`;
    case 'partnership-merged':
      if (mine) return `${tense('Merged', 'Merges')} into ${name(event.into)}`;
      return event.into === me
        ? `${name(event.subject)} ${tense('merged', 'merges')} into it`
        : `With ${name(event.subject)} ${tense('became', 'becomes')} part of ${name(event.into)}`;
    case 'closed':
      return mine ? tense('Closed', 'Closes') : `${name(event.subject)} ${tense('closed', 'closes')}`;
    case 'succeeded':
      return mine ? becameText(event, full, organisations, tense) : wasText(event, full, organisations, tense);
    case 'renamed':
      return `Renamed from ${event.was} to ${event.name}`;
    case 'district-placed':
      return `${tense('Moved', 'Moves')} to ${districtText(event.district)}`;
    case 'officer-named':
      return `${event.officerName} named as ${event.as} for ${academicYearText(event.year)}`;
    case 'officer-unnamed':
      return `${event.officerName} no longer named as ${event.as} for ${academicYearText(event.year)}`;
    case 'status-entered':
      return `${confidentialStatuses[event.status]} ${tense('begun', 'begins')}`;
    case 'status-ended':
      return `${confidentialStatuses[event.status]} ${tense('ended', 'ends')}`;
    case 'withdrawn':
      return 'An event was withdrawn';
  }
}

type Succeeded = Extract<OrganisationEvent, { kind: 'succeeded' }>;
type Naming = (id: OrganisationId) => string;
type Tense = (past: string, coming: string) => string;

function becameText({ how, into, on }: Succeeded, full: Naming, organisations: Organisations, tense: Tense): string {
  if (how === 'conversion')
    return `${tense('Became', 'Becomes')} ${sectorOf(organisations, into, on)}: ${tense('now', 'then')} ${full(into)}`;
  return how === 'merger' ? `${tense('Merged', 'Merges')} into ${full(into)}` : `A part of it ${tense('became', 'becomes')} ${full(into)}`;
}

function wasText({ how, subject, into, on }: Succeeded, full: Naming, organisations: Organisations, tense: Tense): string {
  if (how === 'conversion') return `${tense('Became', 'Becomes')} ${sectorOf(organisations, into, on)}: before, ${full(subject)}`;
  return how === 'merger'
    ? `${full(subject)} ${tense('merged', 'merges')} into it`
    : `${tense('Began', 'Begins')} as a part of ${full(subject)}`;
}

type TimelineReader = {
  /** Staff see what was withdrawn, and named officers before their year is published. */
  staff: boolean;
  publishedYears: ReadonlySet<number>;
  today: CivilDate;
};

/** What happened to `me`, as this reader may be told, in order of date. */
export function timelineOf(
  me: OrganisationId,
  events: readonly OrganisationEvent[],
  organisations: Organisations,
  { staff, publishedYears, today }: TimelineReader,
): TimelineEntry[] {
  const stands = new Set(standing(events).map(({ id }) => id));
  const withdrawals = new Map(events.flatMap((event) => (event.kind === 'withdrawn' ? [[event.event, event] as const] : [])));
  return events
    .filter((event) => event.kind !== 'withdrawn')
    .filter((event) => staff || stands.has(event.id))
    .filter((event) => staff || !('officer' in event) || publishedYears.has(event.year))
    .sort((a, b) => (`${a.on} ${a.id}` < `${b.on} ${b.id}` ? -1 : 1))
    .map((event) => {
      const gone = withdrawals.get(event.id);
      return {
        id: event.id,
        kind: event.kind,
        on: event.on,
        text: sentenceOf(event, me, organisations, today),
        source: event.source,
        ...(event.reason ? { reason: event.reason } : {}),
        recordedAt: event.recordedAt,
        recordedBy: event.recordedBy,
        ...(gone ? { withdrawn: { at: gone.recordedAt, by: gone.recordedBy, ...(gone.reason ? { reason: gone.reason } : {}) } } : {}),
      };
    });
}
