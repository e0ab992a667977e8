// Records partnerships and other bodies as a migration or the demonstration has them, with their members over the years. Doing it again adds nothing: what
// it records has ids that follow from what it says.
import { createHash } from 'node:crypto';
import { type CivilDate, dateText } from '../../../shared/calendar.ts';
import { change } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, type Refusal, refuse } from '../../../shared/decision.ts';
import { parse, type Task } from '../../../shared/http.ts';
import { type EventId, type OrganisationId, prefixOf } from '../../../shared/ids.ts';
import { recordedEvent } from '../actions/events.ts';
import { bodyOf, nameTaken } from '../rules/corrections.ts';
import { mostMembers } from '../rules/groups.ts';
import { foldName } from '../rules.ts';
import type { EventDraft, OrganisationEvent } from '../schema/events.ts';
import { type Group, type Partnership, type RecordOrganisations, recordOrganisationsSchema } from '../schema/organisations.ts';
import { eventsOf, eventWrites, getOrganisation, getOrganisations, groupWrites, namesakeOf } from '../store/organisations.ts';
import { recordingMoves, recordingOf } from '../store/recording.ts';

type Given = RecordOrganisations['partnerships'][number];
/** How much of what was given is new. */
type RecordAnswer = { ok: true; organisations: number; events: number } | { ok: false; refusal: Refusal };

/** Two items an event and one for its member: as many as a transaction holds beside the group and the words of its name. */
const eventsAtOnce = 25;

const slugOf = (name: string) =>
  foldName(name)
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 64);
const idFor = (prefix: 'ptn' | 'org', given: OrganisationId | undefined, name: string): OrganisationId =>
  given ?? (`${prefix}_${slugOf(name)}` as OrganisationId);

/** The same for the same event, so that it is recorded once. */
function eventId(draft: EventDraft): EventId {
  const said =
    'group' in draft ? `${draft.kind} ${draft.subject} ${draft.group} ${draft.on}` : `${draft.kind} ${draft.subject} ${draft.on}`;
  return `evt_${createHash('sha256').update(said).digest('hex').slice(0, 26)}` as EventId;
}

function draftsOf(id: OrganisationId, { members, lead }: Given): EventDraft[] {
  const common = (member: OrganisationId, on: CivilDate) => ({ subject: member, group: id, on, about: [member, id] });
  return [
    ...members.flatMap((spell): EventDraft[] => [
      { kind: 'joined', ...common(spell.id, spell.from) },
      ...(spell.to ? [{ kind: 'left' as const, ...common(spell.id, spell.to) }] : []),
    ]),
    ...(lead ? [{ kind: 'lead-appointed' as const, ...common(lead.id, lead.from), ...(lead.person ? { person: lead.person } : {}) }] : []),
  ];
}

/** Whether the members are known, may be members, and are in it from the opening on and not for less than a day. */
async function checked({ table }: Context, { name, openedOn, members, lead }: Given): Promise<Decision<void>> {
  const known = await getOrganisations(table, [...members.map(({ id }) => id), ...(lead ? [lead.id] : [])]);
  for (const { id, from, to } of members) {
    if (!known.has(id)) return refuse('unknown-organisation', `${name}: nothing is known as ${id}.`);
    if (prefixOf(id) !== 'sch' && prefixOf(id) !== 'org') return refuse('not-fit-for-membership', `${name}: ${id}.`);
    if (from < openedOn || (to !== undefined && to <= from))
      return refuse(
        'date-out-of-bounds',
        `${name}: ${id} from ${dateText(from)}${to ? ` to ${dateText(to)}` : ''}. A membership begins on ${dateText(openedOn)} or later, and ends after it began.`,
      );
  }
  const leads = lead && members.some(({ id, from, to }) => id === lead.id && from <= lead.from && (to === undefined || lead.from < to));
  if (lead && !leads) return refuse('not-a-member', `${name}: ${lead.id} on ${dateText(lead.from)}.`);
  if (members.filter(({ to }) => to === undefined).length > mostMembers) return refuse('too-many-members', name);
  return accept(undefined);
}

/** The group at its first version, or at the next when only events are missing; nothing is written where nothing is new. */
function record(
  context: Context,
  group: Group,
  drafts: readonly EventDraft[],
): Promise<Decision<{ organisations: number; events: number }>> {
  const { table } = context;
  return change(context, async () => {
    const members = [...new Set(drafts.map(({ subject }) => subject))];
    const recordings = await Promise.all(members.map(async (member) => [member, await recordingOf(table, member)] as const));
    const known = await getOrganisation(table, group.id);
    const namesake = known ? undefined : await namesakeOf(table, group);
    if (namesake) return nameTaken(namesake);
    const before = await eventsOf(table, group.id);
    const there = new Set(before.map(({ id }) => id));
    const events = drafts
      .map((draft): OrganisationEvent => ({ ...recordedEvent(context, draft), id: eventId(draft) }))
      .filter(({ id }) => !there.has(id));
    const kept = known as Group | undefined;
    const groupPart = kept
      ? events.length > 0
        ? groupWrites(table, { ...kept, version: kept.version + 1 }, kept)
        : []
      : groupWrites(table, { ...group, version: 1 });
    const joining = new Set(events.map(({ subject }) => subject));
    const holds = recordings.filter(([member]) => joining.has(member)).map(([member, read]) => recordingMoves(table, member, read));
    const writes = [...groupPart, ...events.flatMap((event) => eventWrites(table, event)), ...holds];
    const audit = {
      action: 'organisation:record',
      about: group.id,
      organisation: group.id,
      detail: `${group.name} recorded with ${events.length} events`,
    };
    return accept({ writes, result: { organisations: kept ? 0 : 1, events: events.length }, audit });
  });
}

async function recordAll(
  context: Context,
  { bodies, partnerships }: RecordOrganisations,
): Promise<Decision<{ organisations: number; events: number }>> {
  const total = { organisations: 0, events: 0 };
  const add = (more: typeof total) => {
    total.organisations += more.organisations;
    total.events += more.events;
  };
  for (const { id, ...given } of bodies) {
    const body = bodyOf(idFor('org', id, given.name), given);
    if (prefixOf(body.id) !== 'org') return refuse('unknown-organisation', `${given.name}: ${body.id} names no other body.`);
    const done = await record(context, body, []);
    if (!done.ok) return done;
    add(done.value);
  }
  for (const given of partnerships) {
    const id = idFor('ptn', given.id, given.name);
    if (prefixOf(id) !== 'ptn') return refuse('unknown-organisation', `${given.name}: ${id} names no partnership.`);
    const fit = await checked(context, given);
    if (!fit.ok) return fit;
    const { kind, members: _, lead: __, id: ___, ...words } = given;
    const group: Partnership = { ...words, id, kind: 'partnership', partnershipKind: kind, addressLines: [], postcode: '', version: 1 };
    const drafts = draftsOf(id, given);
    for (let i = 0; i === 0 || i < drafts.length; i += eventsAtOnce) {
      const done = await record(context, group, drafts.slice(i, i + eventsAtOnce));
      if (!done.ok) return done;
      add(done.value);
    }
  }
  return accept(total);
}

export const groupTasks: { 'record-organisations': Task } = {
  'record-organisations': async (context, subject): Promise<RecordAnswer> => {
    const command = parse(recordOrganisationsSchema, subject);
    if (!command.ok) return command;
    const decision = await recordAll(context, command.value);
    return decision.ok ? { ok: true, ...decision.value } : decision;
  },
};
