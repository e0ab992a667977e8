// Who has rights here, and what may be done about it: give a right, take one away, end every session, erase. Each counts from the next request on.
import { timestamp } from '../../../shared/calendar.ts';
import { change, commitOnce, type Write } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { OfficerId, OrganisationId, PersonId } from '../../../shared/ids.ts';
import type { Page } from '../../../shared/table.ts';
import { blanked } from '../rules/invitations.ts';
import { administers, decideEntry, decideErasure, decideGrant, decideNoEntry, decideTaking } from '../rules/people.ts';
import { rolesInWords } from '../rules/words.ts';
import {
  type ErasureReason,
  erasureReasons,
  type GrantCommand,
  type NoEntryReason,
  noEntryReasons,
  type Person,
  type Right,
  type SessionList,
  type TakeCommand,
} from '../schema/people.ts';
import { type HistoryEntry, readHistory } from '../store/audit.ts';
import { invitationsNaming, invitationWrite, invitedAt, invitedWithout } from '../store/invitations.ts';
import { organisationNames } from '../store/organisations.ts';
import {
  accountEnd,
  contactEnd,
  endSessionsWrites,
  existing,
  formerUser,
  getContact,
  getPerson,
  officerNames,
  otherAdministrator,
  pageOfPeople,
  personStays,
  personWrites,
  sessionsOf,
} from '../store/people.ts';

/** A right with the name of the organisation it is for. */
export type NamedRight = Right & { organisationName?: string };
export type ShownPerson = {
  id: PersonId;
  name: string;
  email?: string;
  rights: NamedRight[];
  officer?: OfficerId;
  noEntry?: { reason: NoEntryReason; since: string };
  erasedAt?: string;
};

const named = (rights: readonly Right[], names: ReadonlyMap<OrganisationId, string>): NamedRight[] =>
  rights.map((right) => ({
    ...right,
    ...(right.organisation ? { organisationName: names.get(right.organisation) ?? right.organisation } : {}),
  }));

const organisationsIn = (people: readonly { rights: readonly Right[] }[]): OrganisationId[] =>
  people.flatMap(({ rights }) => rights.flatMap(({ organisation }) => organisation ?? []));

/** A page of people by name, of whom `name` is any part of their name or address, each with their rights. */
export async function listPeople(
  { table }: Context,
  { name = '', after }: { name?: string | undefined; after?: string | undefined },
): Promise<Decision<Page<ShownPerson>>> {
  const page = await pageOfPeople(table, name, { after });
  const people = await Promise.all(page.items.map(({ id }) => getPerson(table, id)));
  const names = await organisationNames(table, organisationsIn(people.filter((person) => person !== undefined)));
  // The index may still hold somebody who was erased a moment ago.
  const items = page.items.flatMap(({ id, name: called, email }, i): ShownPerson[] => {
    const person = people[i];
    if (!person || person.erasedAt) return [];
    const { rights, officer, noEntry } = person;
    return [
      {
        id,
        name: called,
        ...(email ? { email } : {}),
        rights: named(rights, names),
        ...(officer ? { officer } : {}),
        ...(noEntry ? { noEntry } : {}),
      },
    ];
  });
  return accept({ ...page, items });
}

/** The council's officers by name, for a form that asks which of them somebody is. */
export const listOfficers = ({ table }: Context): Promise<{ id: OfficerId; name: string }[]> => officerNames(table);

export type PersonRecord = ShownPerson & { sessions: number; history: HistoryEntry[] };

/** A person with their rights and what was last done to them. Refuses `unknown-user`; somebody erased is still known to have been here. */
export async function readPerson(context: Context, id: PersonId): Promise<Decision<PersonRecord>> {
  const { table } = context;
  const [person, contact, sessions, history] = await Promise.all([
    getPerson(table, id),
    getContact(table, id),
    sessionsOf(table, id),
    readHistory(context, id),
  ]);
  if (!person) return refuse('unknown-user');
  const { rights, officer, noEntry, erasedAt } = person;
  return accept({
    id,
    name: contact?.name ?? formerUser,
    ...(contact?.email ? { email: contact.email } : {}),
    rights: named(rights, await organisationNames(table, organisationsIn([person]))),
    ...(officer ? { officer } : {}),
    ...(noEntry ? { noEntry } : {}),
    ...(erasedAt ? { erasedAt } : {}),
    sessions: sessions.hashes.length,
    history,
  });
}

/** Gives somebody roles for an organisation or the council; their sessions end, so that it counts at once. Refuses as decideGrant does. */
export const grantRight = (context: Context, id: PersonId, command: GrantCommand): Promise<Decision<{ person: PersonId }>> =>
  change(context, async () => {
    const { table, actor } = context;
    const [person, sessions, facts] = await Promise.all([getPerson(table, id), sessionsOf(table, id), existing(table, command)]);
    const decision = decideGrant({ actor, person, ...facts }, command);
    if (!decision.ok) return decision;
    return accept({
      writes: [...personWrites(table, person, decision.value), ...endSessionsWrites(table, id, sessions)],
      result: { person: id },
      audit: {
        action: 'person:grant',
        about: id,
        organisation: command.organisation,
        detail: rolesInWords(command.roles),
      },
    });
  });

/** Who else may change rights, where this person may: only then does it matter who is left. */
async function remaining({ table, council: { providers } }: Context, person: Person | undefined) {
  const other = person && administers(person, providers) ? await otherAdministrator(table, person.id, providers) : undefined;
  return { other, administration: { otherAdministrator: other !== undefined, providers } };
}

/** Where the last but one administrator goes, the other must stay what they are until this is written. */
const heldBy = (
  { table, council: { providers } }: Context,
  before: Person | undefined,
  after: Person,
  other: Person | undefined,
): Write[] => (before && administers(before, providers) && !administers(after, providers) && other ? [personStays(table, other)] : []);

/** Somebody who may do less from now on: as they are then, out of every session, and with an administrator left. */
const lessened = (
  context: Context,
  before: Person | undefined,
  after: Person,
  sessions: SessionList,
  other: Person | undefined,
): Write[] => [
  ...personWrites(context.table, before, after),
  ...endSessionsWrites(context.table, after.id, sessions),
  ...heldBy(context, before, after, other),
];

/** Takes away what was granted for an organisation or for the council; their sessions end. Refuses as decideTaking does. */
export const takeRight = (context: Context, id: PersonId, command: TakeCommand): Promise<Decision<{ person: PersonId }>> =>
  change(context, async () => {
    const { table, actor } = context;
    const [before, sessions] = await Promise.all([getPerson(table, id), sessionsOf(table, id)]);
    const { other, administration } = await remaining(context, before);
    const decision = decideTaking({ actor, person: before, ...administration }, command);
    if (!decision.ok) return decision;
    const { person, taken } = decision.value;
    return accept({
      writes: lessened(context, before, person, sessions, other),
      result: { person: id },
      audit: { action: 'person:take', about: id, organisation: command.organisation, detail: rolesInWords(taken) },
    });
  });

/** Signs somebody out wherever they are signed in; that it was asked for is told even where it was nowhere. Refuses `unknown-user`. */
export const endSessions = (context: Context, id: PersonId): Promise<Decision<{ person: PersonId }>> =>
  change(context, async () => {
    const { table } = context;
    const [person, sessions] = await Promise.all([getPerson(table, id), sessionsOf(table, id)]);
    if (!person) return refuse('unknown-user');
    return accept({
      writes: endSessionsWrites(table, id, sessions),
      result: { person: id },
      audit: { action: 'person:sign-out', about: id },
    });
  });

/**
 * Refuses somebody entry from the next request on, whatever rights they have and whoever asserts them. Once more with the same reason, nothing changes.
 * Refuses as decideNoEntry does.
 */
export const refuseEntry = (context: Context, id: PersonId, command: { reason: NoEntryReason }): Promise<Decision<{ person: PersonId }>> =>
  change(context, async () => {
    const { table, actor, now } = context;
    const [before, sessions] = await Promise.all([getPerson(table, id), sessionsOf(table, id)]);
    if (before?.noEntry?.reason === command.reason) return accept({ writes: [], result: { person: id }, audit: null });
    const { other, administration } = await remaining(context, before);
    const decision = decideNoEntry({ actor, person: before, ...administration, at: timestamp(now) }, command);
    if (!decision.ok) return decision;
    const person = decision.value;
    return accept({
      writes: lessened(context, before, person, sessions, other),
      result: { person: id },
      audit: { action: 'person:refuse-entry', about: id, detail: noEntryReasons[command.reason] },
    });
  });

/** Lets somebody in again; whoever may come in already still may. Refuses as decideEntry does. */
export const allowEntry = (context: Context, id: PersonId): Promise<Decision<{ person: PersonId }>> =>
  change(context, async () => {
    const { table, actor } = context;
    const before = await getPerson(table, id);
    const decision = decideEntry({ actor, person: before });
    if (!decision.ok) return decision;
    if (!before?.noEntry) return accept({ writes: [], result: { person: id }, audit: null });
    return accept({
      writes: personWrites(table, before, decision.value),
      result: { person: id },
      audit: { action: 'person:allow-entry', about: id },
    });
  });

/** The writes that blank every invitation a person accepted or that went to their address, and that take these from the lists of addresses. */
async function invitationsOf(
  { table }: Context,
  person: Person | undefined,
  email: string | undefined,
): Promise<{ blanks: Write[]; lists: Write[] }> {
  const own = email === undefined ? [] : (await invitedAt(table, email)).invitations;
  const naming = await invitationsNaming(table, [...(person?.invitations ?? []), ...own]);
  const gone = [...own, ...naming.map(({ id }) => id)];
  const addresses = new Set([email, ...naming.map((each) => each.email)].flatMap((each) => each?.toLowerCase() || []));
  const lists = [...addresses].map(async (each) => invitedWithout(table, each, await invitedAt(table, each), gone));
  return { blanks: naming.map((each) => invitationWrite(table, blanked(each))), lists: await Promise.all(lists) };
}

/** Invitations that one transaction blanks, beside everything else of a person. */
const invitationsAtOnce = 25;

/**
 * Takes away name, address, accounts, sessions and rights, and blanks the invitations that named them; the id stays, and every record that names it stays as
 * it is. Done again it changes nothing. Refuses as decideErasure does, and `last-administrator`.
 */
export const erasePerson = (
  context: Context,
  id: PersonId,
  { reason }: { reason: ErasureReason },
): Promise<Decision<{ person: PersonId; erasedAt: string }>> =>
  change(context, async () => {
    const { table, actor, now } = context;
    const [before, contact, sessions] = await Promise.all([getPerson(table, id), getContact(table, id), sessionsOf(table, id)]);
    if (before?.erasedAt) return accept({ writes: [], result: { person: id, erasedAt: before.erasedAt }, audit: null });
    const { other, administration } = await remaining(context, before);
    const decision = decideErasure({ actor, person: before, ...administration, at: timestamp(now) });
    if (!decision.ok) return decision;
    const { blanks, lists } = await invitationsOf(context, before, contact?.email);
    // More than one transaction holds are blanked beforehand: whoever does it again finds them done.
    while (blanks.length > invitationsAtOnce) {
      const done = await commitOnce(table, blanks.splice(0, invitationsAtOnce));
      if (!done.ok) return done;
    }
    return accept({
      writes: [
        ...lessened(context, before, decision.value, sessions, other),
        ...(contact ? [contactEnd(table, id, contact)] : []),
        ...(before?.subjects ?? []).map((account) => accountEnd(table, account)),
        ...blanks,
        ...lists,
      ],
      result: { person: id, erasedAt: decision.value.erasedAt ?? timestamp(now) },
      audit: { action: 'person:erase', about: id, detail: erasureReasons[reason] },
    });
  });
