// People in the table: rights and accounts in one item, name and address in another that erasure can delete, and the list of their sessions.
import { create, put, replace, type Write } from '../../../shared/commit.ts';
import type { OfficerId, OrganisationId, PersonId } from '../../../shared/ids.ts';
import { foldName } from '../../../shared/names.ts';
import { type CouncilTable, indexOf, type Page, unkeyed } from '../../../shared/table.ts';
import { issuerOf } from '../rules/addresses.ts';
import { administers, mayAdminister, type RightFacts, type Source } from '../rules/people.ts';
import type { Contact, Person, SessionList } from '../schema/people.ts';
import { hashOf } from './hash.ts';

type SubjectItem = { type: 'subject'; person: PersonId };

/** An account at a provider: the provider's name for a person means something only together with who issued it, however that is spelt. */
export const accountOf = (issuer: string, subject: string): string => hashOf(`${issuerOf(issuer)}\n${subject}`);

export async function getPerson(table: CouncilTable, id: PersonId): Promise<Person | undefined> {
  const item = await table.get<Person>(table.key.person(id));
  return item && unkeyed(item);
}

/** The organisations that a person has a right for, whichever they act for now. */
export const rightsOf = async (table: CouncilTable, id: PersonId): Promise<OrganisationId[]> =>
  (await getPerson(table, id))?.rights.flatMap(({ organisation }) => organisation ?? []) ?? [];

export async function getContact(table: CouncilTable, id: PersonId): Promise<Contact | undefined> {
  const item = await table.get<Contact>(table.key.contact(id));
  return item && unkeyed(item);
}

/** The person who signs in with this account, or undefined. */
export async function personWith(table: CouncilTable, account: string): Promise<Person | undefined> {
  const known = await table.get<SubjectItem>(table.key.subject(account));
  return known && getPerson(table, known.person);
}

export const formerUser = 'Former user';

/** What people are called now, in one round of reads: a person who was erased, or is not known, is "Former user". */
export async function namesOf(table: CouncilTable, ids: readonly PersonId[]): Promise<Map<PersonId, string>> {
  const found = await Promise.all(
    [...new Set(ids)].map(async (id): Promise<[PersonId, string]> => {
      if (id === 'per_daybook') return [id, 'Daybook'];
      return [id, (await getContact(table, id))?.name ?? formerUser];
    }),
  );
  return new Map(found);
}

export type Listed = Contact & { id: PersonId };

const peopleOnPage = 50;
/** A council has thousands of people at most: all of them are looked through for a part of a name, a few queries' worth, and no more than these at once. */
const mostLookedAt = 10_000;

/** Whether every word typed stands somewhere in a name or an address. */
export function isCalled({ name, email = '' }: Pick<Contact, 'name' | 'email'>, sought: string): boolean {
  const [folded, address] = [foldName(name), email.toLowerCase()];
  return sought
    .toLowerCase()
    .split(/\s+/)
    .every((word) => address.includes(word) || (foldName(word) !== '' && folded.includes(foldName(word))));
}

const placeOf = (text: string | undefined): string | undefined => text && Buffer.from(text, 'base64url').toString();

/**
 * People with rights here, by name, of whom a part of the name or of the address was typed. Erased people are not among them. A page ends when it is full, or
 * when so many were looked at; `next` continues it either way.
 */
export async function pageOfPeople(
  table: CouncilTable,
  sought = '',
  { after, most = mostLookedAt }: { after?: string | undefined; most?: number } = {},
): Promise<Page<Listed>> {
  const range = table.range.people();
  const from = placeOf(after);
  const items: Listed[] = [];
  let looked = 0;
  let last: string | undefined;
  const inOrder = table.each<Listed & { gsi1sk: string }>(from ? { ...range, from, to: '\uffff' } : range, {
    limit: sought ? 1000 : peopleOnPage + 2,
  });
  for await (const item of inOrder) {
    if (item.gsi1sk === from) continue;
    if (items.length === peopleOnPage || looked === most)
      return { items, ...(last ? { next: Buffer.from(last).toString('base64url') } : {}) };
    looked += 1;
    last = item.gsi1sk;
    if (isCalled(item, sought)) items.push(unkeyed(item));
  }
  return { items };
}

/** Whoever may change rights is found among the administrators for as long as they may, whoever writes the item. */
export function personWrite(table: CouncilTable, person: Person): Write {
  const key = table.key.person(person.id);
  const item = mayAdminister(person) ? { ...person, ...indexOf(table.council).administrator(person.id) } : person;
  return person.version === 1 ? create(key, item, 'changed-meanwhile') : replace(key, item);
}

/** A person as they were and are to be, with which officer they are, as an officer is one person, and the organisations whose people list them. */
export const personWrites = (table: CouncilTable, before: Person | undefined, after: Person): Write[] => [
  personWrite(table, after),
  ...listedWrites(table, before, after),
  ...officerWrites(table, after.id, before?.officer, after.officer),
];

/** Lists a person among the people of each organisation they have a right for now, and of no other. */
function listedWrites(table: CouncilTable, before: Person | undefined, after: Person): Write[] {
  const [was, is] = [before, after].map((person) => new Set((person?.rights ?? []).flatMap(({ organisation }) => organisation ?? [])));
  const gone = [...(was ?? [])].filter((organisation) => !is?.has(organisation));
  const come = [...(is ?? [])].filter((organisation) => !was?.has(organisation));
  return [
    ...gone.map((from): Write => ({ op: 'delete', key: table.key.personOf(from, after.id), refusal: { name: 'changed-meanwhile' } })),
    ...come.map((to) => put(table.key.personOf(to, after.id), { type: 'person-of' })),
  ];
}

type OfficerIs = { type: 'officer-is'; person: PersonId };

/** Who an officer is, where somebody signs in as them. */
export const personOfOfficer = async (table: CouncilTable, officer: OfficerId): Promise<PersonId | undefined> =>
  (await table.get<OfficerIs>(table.key.officerIs(officer)))?.person;

function officerWrites(table: CouncilTable, person: PersonId, before: OfficerId | undefined, after: OfficerId | undefined): Write[] {
  if (before === after) return [];
  const theirs = {
    expression: 'attribute_not_exists(pk) OR #person = :person',
    names: { '#person': 'person' },
    values: { ':person': person },
  };
  const writes: Write[] = [];
  if (before) writes.push({ op: 'delete', key: table.key.officerIs(before), condition: theirs, refusal: { name: 'changed-meanwhile' } });
  const item: OfficerIs = { type: 'officer-is', person };
  // Looked at again, it is refused with who it is.
  if (after) writes.push({ op: 'put', key: table.key.officerIs(after), item, condition: theirs, refusal: { name: 'officer-taken' } });
  return writes;
}

/** Somebody else who may change rights: found through the index, believed only as their own item says. */
export async function otherAdministrator(table: CouncilTable, than: PersonId, providers: readonly Source[]): Promise<Person | undefined> {
  for await (const { id } of table.each<Person>(table.range.administrators())) {
    const person = id === than ? undefined : await getPerson(table, id);
    if (person && administers(person, providers)) return person;
  }
  return undefined;
}

/** Holds a change to a person staying as they were read: two administrators who take each other's rights cannot both succeed. */
export const personStays = (table: CouncilTable, { id, version }: Person): Write => ({
  op: 'check',
  key: table.key.person(id),
  condition: { expression: '#version = :read', names: { '#version': 'version' }, values: { ':read': version } },
  refusal: { name: 'changed-meanwhile' },
});

/** Takes name and address away, as they were read. */
export const contactEnd = (table: CouncilTable, id: PersonId, { version }: Contact): Write => ({
  op: 'delete',
  key: table.key.contact(id),
  condition: { expression: '#version = :read', names: { '#version': 'version' }, values: { ':read': version } },
  refusal: { name: 'changed-meanwhile' },
});

/** What a right is for, as far as it exists: identity stands below schools and officers, and reads no more of them than whether they are there. */
export async function existing(
  table: CouncilTable,
  { organisation, officer }: { organisation?: OrganisationId | undefined; officer?: OfficerId | undefined },
): Promise<RightFacts> {
  const [forWhom, whoDelivers, held] = await Promise.all([
    organisation && table.get<object>(table.key.organisation(organisation)),
    officer && table.get<object>(table.key.officer(officer)),
    officer && table.get<OfficerIs>(table.key.officerIs(officer)),
  ]);
  const officerIs = held && { person: held.person, name: (await getContact(table, held.person))?.name ?? formerUser };
  return { organisationKnown: Boolean(forWhom), officerKnown: Boolean(whoDelivers), ...(officerIs ? { officerIs } : {}) };
}

/** What the council's officers are called, and nothing else of them. */
export async function officerNames(table: CouncilTable): Promise<{ id: OfficerId; name: string }[]> {
  const officers = await table.all<{ id: OfficerId; name: string }>(table.range.officers());
  return officers.map(({ id, name }) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name, 'en-GB'));
}

/** Name and address, found by name among people. */
export function contactWrite(table: CouncilTable, id: PersonId, contact: Contact): Write {
  const key = table.key.contact(id);
  const item = { ...contact, id, ...indexOf(table.council).person(contact.name.toLowerCase(), id) };
  return contact.version === 1 ? create(key, item, 'changed-meanwhile') : replace(key, item);
}

/** Ties an account to a person, which must be new or already theirs; refuses `subject-taken`. */
export const accountWrite = (table: CouncilTable, account: string, person: PersonId): Write => ({
  op: 'put',
  key: table.key.subject(account),
  item: { type: 'subject', person } satisfies SubjectItem,
  condition: {
    expression: 'attribute_not_exists(pk) OR #person = :person',
    names: { '#person': 'person' },
    values: { ':person': person },
  },
  refusal: { name: 'subject-taken' },
  final: true,
});

export const accountEnd = (table: CouncilTable, account: string): Write => ({
  op: 'delete',
  key: table.key.subject(account),
  refusal: { name: 'changed-meanwhile' },
});

export async function sessionsOf(table: CouncilTable, id: PersonId): Promise<SessionList> {
  const item = await table.get<SessionList>(table.key.sessionsOf(id));
  return item ? unkeyed(item) : { type: 'sessions', hashes: [], version: 0 };
}

/** The list after a session began or ended; written at the version after the one read, so that no session that begins meanwhile is missed. */
export function sessionListWrite(table: CouncilTable, id: PersonId, list: SessionList): Write {
  const key = table.key.sessionsOf(id);
  return list.version === 1 ? create(key, list, 'changed-meanwhile') : replace(key, list);
}

/** Ends every session of a person, for the transaction of the change after which none may go on. */
export function endSessionsWrites(table: CouncilTable, id: PersonId, read: SessionList): Write[] {
  return [
    ...read.hashes.map((hash): Write => ({ op: 'delete', key: table.key.signInSession(hash), refusal: { name: 'changed-meanwhile' } })),
    sessionListWrite(table, id, { type: 'sessions', hashes: [], version: read.version + 1 }),
  ];
}
