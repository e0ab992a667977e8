// Organisations of every kind in the table, and the dated events under them: each event stands once under every organisation it is about, so that either
// side is read with one consistent question.
import { create, replace, type Write } from '../../../shared/commit.ts';
import type { OrganisationId } from '../../../shared/ids.ts';
import { type CouncilTable, indexOf, type Page, unkeyed } from '../../../shared/table.ts';
import { nameHeld } from '../rules/corrections.ts';
import { groupRow } from '../rules/search.ts';
import { foldName } from '../rules.ts';
import { confidentialKinds, type OrganisationEvent } from '../schema/events.ts';
import type { Group, GroupKind, Organisation } from '../schema/organisations.ts';
import { wordWrites } from './search.ts';

/** Whatever the id stands for, or undefined. */
export async function getOrganisation(table: CouncilTable, id: OrganisationId): Promise<Organisation | undefined> {
  const item = await table.get<Organisation & { type: string }>(table.key.organisation(id));
  if (!item) return undefined;
  const { type: _, ...organisation } = unkeyed(item);
  return organisation as Organisation;
}

/** The organisations of these ids that are known, in one round of reads. */
export async function getOrganisations(table: CouncilTable, ids: readonly OrganisationId[]): Promise<Map<OrganisationId, Organisation>> {
  const found = await Promise.all([...new Set(ids)].map((id) => getOrganisation(table, id)));
  return new Map(found.flatMap((organisation) => (organisation ? [[organisation.id, organisation]] : [])));
}

function groupFrom(item: Group): Group {
  const { type: _, ...group } = unkeyed(item) as Group & { type: string };
  return group as Group;
}

/** One page of the trusts, federations, partnerships or other bodies of a kind whose name begins so, by name. */
export async function pageOfGroups(table: CouncilTable, kind: GroupKind, begins = '', after?: string, limit = 50): Promise<Page<Group>> {
  const page = await table.page<Group>(table.range.organisationsOf(kind, foldName(begins)), { limit, ...(after ? { after } : {}) });
  return { ...page, items: page.items.map(groupFrom) };
}

/** Every group of a kind, by name: for choices on a form, where there are never many. */
export async function groupsOfKind(table: CouncilTable, kind: GroupKind, most: number): Promise<Group[]> {
  const groups: Group[] = [];
  for await (const group of table.each<Group>(table.range.organisationsOf(kind))) {
    groups.push(groupFrom(group));
    if (groups.length === most) break;
  }
  return groups;
}

/** Keeps a group: the first version where there was none, any later one in place of the version before it. */
export function groupWrite(table: CouncilTable, group: Group): Write {
  const key = table.key.organisation(group.id);
  const item = {
    ...unkeyed(group),
    type: 'organisation',
    ...indexOf(table.council).organisation(group.kind, foldName(group.name), group.id),
  };
  return group.version === 1 ? create(key, item, 'changed-meanwhile') : replace(key, item);
}

/** The open partnership or body that has the name of this one, if it is another. */
export async function namesakeOf(table: CouncilTable, group: Group): Promise<Organisation | undefined> {
  const held = nameHeld(group);
  const found = held && (await table.get<{ id: OrganisationId }>(table.key.groupName(held.kind, held.name)));
  return found && found.id !== group.id ? getOrganisation(table, found.id) : undefined;
}

/** What takes a name, or gives it up: of two who take one at once the second is refused as `already-recorded`. */
function nameWrites(table: CouncilTable, group: Group, before: Group | undefined): Write[] {
  const [is, was] = [group, before].map((each) => {
    const held = each && nameHeld(each);
    return held && table.key.groupName(held.kind, held.name);
  });
  if (is?.pk === was?.pk && is?.sk === was?.sk) return [];
  return [
    ...(was ? [{ op: 'delete' as const, key: was, refusal: { name: 'changed-meanwhile' as const } }] : []),
    ...(is ? [create(is, { type: 'group-name', id: group.id }, 'already-recorded')] : []),
  ];
}

/** Keeps a group, its name as its own, and the words of it under which it is found; `before` is the version it replaces. */
export const groupWrites = (table: CouncilTable, group: Group, before?: Group): Write[] => [
  groupWrite(table, group),
  ...nameWrites(table, group, before),
  ...wordWrites(table, groupRow(group), before && groupRow(before)),
];

const eventFrom = (item: OrganisationEvent): OrganisationEvent => unkeyed(item);

/** Every event of an organisation that anybody who may see it may read, in order of date. */
export const eventsOf = async (table: CouncilTable, id: OrganisationId): Promise<OrganisationEvent[]> =>
  (await table.all<OrganisationEvent>(table.range.eventsOf(id))).map(eventFrom);

/** Confidential statuses entered and ended: only for whoever has `confidential:read`, or for a rule that shows nobody what it read. */
export const confidentialEventsOf = async (table: CouncilTable, id: OrganisationId): Promise<OrganisationEvent[]> =>
  (await table.all<OrganisationEvent>(table.range.confidentialEventsOf(id))).map(eventFrom);

/** The writes of an event, one under each organisation it is about. The withdrawal of a confidential event is confidential too: say so. */
export function eventWrites(table: CouncilTable, event: OrganisationEvent, confidential = confidentialKinds.includes(event.kind)): Write[] {
  const keyOf = confidential ? table.key.confidentialEvent : table.key.event;
  return event.about.map((about) => create(keyOf(about, event.on, event.id), event, 'changed-meanwhile'));
}
