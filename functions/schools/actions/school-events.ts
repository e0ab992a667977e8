// What the council's staff record of a school by hand, and of any organisation's named officers: each command loads the events that stand, has them judged
// and adds one, so that of two at once the second is judged on what the first wrote, and the same command of the same person sent again is answered with
// the event it left. Of a confidential status nothing is said anywhere but in its own event: not in the trail's words, not in a log.
import { type CivilDate, dateText, londonDate } from '../../../shared/calendar.ts';
import { type Change, change } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type EventId, type OrganisationId, organisationIdSchema, type PersonId, prefixOf } from '../../../shared/ids.ts';
import { canTouch } from '../../identity/rules.ts';
import { namesOf } from '../../identity/store/people.ts';
import { districtOn, type StatusSpan, statusesOf } from '../rules/events.ts';
import {
  changedAlready,
  decideNaming,
  decidePlacement,
  decideStatus,
  namedAlready,
  placedAlready,
  withdrawnAlready,
} from '../rules/school-events.ts';
import { type TimelineEntry, timelineOf } from '../rules/timeline.ts';
import { decideWithdrawal } from '../rules/withdrawals.ts';
import type { NameOfficer, OrganisationEvent, Placement, StatusChange, Withdraw } from '../schema/events.ts';
import type { Organisation } from '../schema/organisations.ts';
import type { School } from '../schema.ts';
import { officerToName } from '../store/named-officers.ts';
import { confidentialEventsOf, eventsOf, eventWrites, getOrganisation } from '../store/organisations.ts';
import { recordingMoves, recordingOf } from '../store/recording.ts';
import { getSchool } from '../store.ts';
import { recordedEvent } from './events.ts';

/** The organisation something was recorded of, and the event that says it. */
export type RecordedOf = { organisation: OrganisationId; event: EventId };

const today = ({ now }: Context): CivilDate => londonDate(now);

/** Nothing is written twice, so there is nothing to tell. */
const asBefore = (organisation: OrganisationId, event: EventId): Decision<Change<RecordedOf>> =>
  accept({ writes: [], result: { organisation, event }, audit: null });

async function loadOrganisation(
  context: Context,
  id: string | undefined,
  action: 'organisation:record' | 'named-officers:record',
): Promise<Decision<{ organisation: Organisation; events: OrganisationEvent[]; recording: number }>> {
  const parsed = organisationIdSchema.safeParse(id);
  if (!parsed.success || !canTouch(context.actor, action, { organisation: parsed.data })) return refuse('unknown-organisation');
  const recording = await recordingOf(context.table, parsed.data);
  const [organisation, events] = await Promise.all([getOrganisation(context.table, parsed.data), eventsOf(context.table, parsed.data)]);
  return organisation ? accept({ organisation, events, recording }) : refuse('unknown-organisation');
}

/** A school or another body and its district today. A partnership lies where it was founded, and a trust anywhere: `unknown-organisation`. */
async function loadPlaced(context: Context, id: string | undefined) {
  const found = await loadOrganisation(context, id, 'organisation:record');
  return found.ok && !['sch', 'org'].includes(prefixOf(found.value.organisation.id)) ? refuse('unknown-organisation') : found;
}

/** What the form to place an organisation needs. Refuses `unknown-organisation`. */
export async function readPlacement(
  context: Context,
  id: string | undefined,
): Promise<Decision<{ organisation: Organisation; district: string | undefined }>> {
  const found = await loadPlaced(context, id);
  if (!found.ok) return found;
  const { organisation, events } = found.value;
  return accept({ organisation, district: districtOn(organisation, context.council.districts ?? [], events, today(context)) });
}

/** Places a school or another body in one of the council's districts. Refuses `unknown-organisation` and as decidePlacement does. */
export const placeInDistrict = (context: Context, id: string | undefined, command: Placement): Promise<Decision<RecordedOf>> =>
  change(context, async () => {
    const found = await loadPlaced(context, id);
    if (!found.ok) return found;
    const { organisation, events, recording } = found.value;
    const before = placedAlready(organisation.id, events, context.actor.person, command);
    if (before) return asBefore(organisation.id, before.id);
    const decision = decidePlacement({ organisation, districts: context.council.districts ?? [], events, today: today(context) }, command);
    if (!decision.ok) return decision;
    const event = recordedEvent(context, decision.value);
    return accept({
      writes: [...eventWrites(context.table, event), recordingMoves(context.table, organisation.id, recording)],
      result: { organisation: organisation.id, event: event.id },
      audit: {
        action: 'organisation:record',
        about: organisation.id,
        organisation: organisation.id,
        detail: `Placed in ${command.district} from ${dateText(command.on)}`,
      },
    });
  });

async function loadStatuses(
  context: Context,
  id: string | undefined,
  action: 'confidential:read' | 'confidential:record',
): Promise<Decision<{ school: School; events: OrganisationEvent[]; recording: number }>> {
  const parsed = organisationIdSchema.safeParse(id);
  if (!parsed.success || !canTouch(context.actor, action, { organisation: parsed.data })) return refuse('unknown-school');
  const [school, recording] = await Promise.all([
    getSchool(context.table, parsed.data),
    recordingOf(context.table, parsed.data, 'confidential'),
  ]);
  if (!school) return refuse('unknown-school');
  return accept({ school, events: await confidentialEventsOf(context.table, parsed.data), recording });
}

const confidentialNote = (school: OrganisationId, detail: string) => ({
  action: 'confidential:record',
  about: school,
  organisation: school,
  detail,
  confidential: true as const,
});

/** A confidential status begins or ends. Refuses `unknown-school` and as decideStatus does. */
export const recordStatus = (context: Context, id: string | undefined, command: StatusChange): Promise<Decision<RecordedOf>> =>
  change(context, async () => {
    const found = await loadStatuses(context, id, 'confidential:record');
    if (!found.ok) return found;
    const { school, events, recording } = found.value;
    const before = changedAlready(events, context.actor.person, command);
    if (before) return asBefore(school.id, before.id);
    const decision = decideStatus({ id: school.id, events, today: today(context) }, command);
    if (!decision.ok) return decision;
    const event = recordedEvent(context, decision.value);
    return accept({
      writes: [...eventWrites(context.table, event), recordingMoves(context.table, school.id, recording, 'confidential')],
      result: { organisation: school.id, event: event.id },
      audit: confidentialNote(school.id, `A status was ${command.change} from ${dateText(command.on)}`),
    });
  });

/** A status entered or ended by mistake never was. Refuses `unknown-school`, `unknown-event` and `event-withdrawn`. */
export const withdrawStatus = (context: Context, id: string | undefined, command: Withdraw): Promise<Decision<RecordedOf>> =>
  change(context, async () => {
    const found = await loadStatuses(context, id, 'confidential:record');
    if (!found.ok) return found;
    const { school, events, recording } = found.value;
    const before = withdrawnAlready(events, context.actor.person, command);
    if (before) return asBefore(school.id, before.id);
    const decision = decideWithdrawal({ events, today: today(context) }, command);
    if (!decision.ok) return decision;
    const [draft] = decision.value.events;
    if (!draft) throw new Error('a withdrawal withdraws something');
    const event = recordedEvent(context, draft);
    return accept({
      writes: [...eventWrites(context.table, event, true), recordingMoves(context.table, school.id, recording, 'confidential')],
      result: { organisation: school.id, event: event.id },
      audit: confidentialNote(school.id, 'What was recorded by mistake was withdrawn'),
    });
  });

export type StatusView = { school: School; statuses: StatusSpan[]; timeline: TimelineEntry[]; people: ReadonlyMap<PersonId, string> };

/** A school's confidential statuses over time. Refuses `unknown-school`. */
export async function readStatuses(context: Context, id: string | undefined): Promise<Decision<StatusView>> {
  const found = await loadStatuses(context, id, 'confidential:read');
  if (!found.ok) return found;
  const { school, events } = found.value;
  const people = await namesOf(context.table, [...new Set(events.map(({ recordedBy }) => recordedBy))]);
  const timeline = timelineOf(school.id, events, new Map(), { staff: true, publishedYears: new Set(), today: today(context) });
  return accept({ school, statuses: statusesOf(events), timeline, people });
}

const naming = (context: Context, id: string | undefined, kind: 'officer-named' | 'officer-unnamed', command: NameOfficer) =>
  change<RecordedOf>(context, async () => {
    const [found, officer] = await Promise.all([
      loadOrganisation(context, id, 'named-officers:record'),
      officerToName(context.table, command.officer),
    ]);
    if (!found.ok) return found;
    const { organisation, events, recording } = found.value;
    const before = namedAlready({ id: organisation.id, events, today: today(context) }, context.actor.person, kind, command);
    if (before) return asBefore(organisation.id, before.id);
    const named = events.find((event) => event.kind === 'officer-named' && event.officer === command.officer) as
      | { officerName?: string }
      | undefined;
    // One who has left can still be taken off.
    const officerName = officer?.name ?? (kind === 'officer-unnamed' ? named?.officerName : undefined);
    if (officerName === undefined) return refuse('unknown-officer', undefined, { field: 'officer' });
    const decision = decideNaming({ id: organisation.id, officerName, events, today: today(context) }, kind, command);
    if (!decision.ok) return decision;
    const event = recordedEvent(context, decision.value);
    return accept({
      writes: [...eventWrites(context.table, event), recordingMoves(context.table, organisation.id, recording)],
      result: { organisation: organisation.id, event: event.id },
      // Who is named is not said: until the year is published, those who may read this history may not know.
      audit: { action: 'named-officers:record', about: organisation.id, organisation: organisation.id },
    });
  });

/** Names an officer for an organisation and an academic year. Refuses `unknown-organisation`, `unknown-officer` and `officer-already-named`. */
export const nameOfficer = (context: Context, id: string | undefined, command: NameOfficer): Promise<Decision<RecordedOf>> =>
  naming(context, id, 'officer-named', command);

/** Takes a named officer off again. Refuses `unknown-organisation`, `unknown-officer` and `officer-not-named`. */
export const unnameOfficer = (context: Context, id: string | undefined, command: NameOfficer): Promise<Decision<RecordedOf>> =>
  naming(context, id, 'officer-unnamed', command);
