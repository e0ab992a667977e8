// Partnerships and other bodies, recorded anew and put right afterwards: their names, how they buy and where they are; and who is billed of a trust.
import { londonDate } from '../../../shared/calendar.ts';
import { type Change, change, once } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { newId, type OrganisationId, prefixOf } from '../../../shared/ids.ts';
import { canTouch } from '../../identity/rules.ts';
import { isTrust } from '../rules/buyers.ts';
import { bodyOf, decideRenaming, decideSector, groupAfter, nameTaken } from '../rules/corrections.ts';
import { decideOpening, isPartnership } from '../rules/groups.ts';
import { decideBilling } from '../rules/trusts.ts';
import type {
  Details,
  Group,
  NewBody,
  NewPartnership,
  Partnership,
  Rename,
  SectorChange,
  Trust,
  TrustBilling,
} from '../schema/organisations.ts';
import { getOrganisation, groupWrites, namesakeOf } from '../store/organisations.ts';
import { loadGroup, type Recorded, recorded } from './events.ts';

const today = ({ now }: Context) => londonDate(now);

/** What a form sends along, so that it is recorded once however often it is sent. */
export const freshKey = (): string => crypto.randomUUID();

/**
 * Records something new once, however often the form is sent; without a key of the sender's, each sending is one. Refuses `date-out-of-bounds`, and
 * `already-recorded` where one of the kind and name is open: a form that is filled in anew after going back has another key.
 */
const recordOnce = (context: Context, key: string | undefined, command: unknown, group: Group): Promise<Decision<Group>> =>
  once(context, { key: `organisation ${context.actor.person} ${key ?? group.id}`, payload: command }, async () => {
    const opening = decideOpening(group.openedOn, today(context));
    if (!opening.ok) return opening;
    const namesake = await namesakeOf(context.table, group);
    if (namesake) return nameTaken(namesake);
    return accept({
      writes: groupWrites(context.table, group),
      result: group,
      audit: { action: 'organisation:record', about: group.id, organisation: group.id, detail: `${group.name} recorded` },
    });
  });

/** A new partnership without members. */
export function recordPartnership(context: Context, { key, ...command }: NewPartnership): Promise<Decision<Group>> {
  const group: Partnership = { ...command, id: newId('ptn'), kind: 'partnership', addressLines: [], postcode: '', version: 1 };
  return recordOnce(context, key, command, group);
}

/** A new body that no register has: it may be a member, hold allocations and book. */
export function recordBody(context: Context, { key, ...command }: NewBody): Promise<Decision<Group>> {
  return recordOnce(context, key, command, bodyOf(newId('org'), command));
}

/** A school is put right in the register, and not here. */
async function keptSchool(context: Context, id: OrganisationId): Promise<Decision<never> | undefined> {
  if (prefixOf(id) !== 'sch' || !canTouch(context.actor, 'organisation:record', { organisation: id })) return undefined;
  const school = await getOrganisation(context.table, id);
  return school && refuse('kept-by-register', `The register tells everything of ${school.name}.`);
}

/** A partnership or body is called otherwise from a date on. Refuses `already-recorded` and as decideRenaming does. */
export const renameGroup = (context: Context, id: OrganisationId, command: Rename): Promise<Decision<Recorded>> =>
  change(context, async () => {
    const found = (await keptSchool(context, id)) ?? (await loadGroup(context, id));
    if (!found.ok) return found;
    const { group, events } = found.value;
    const decision = decideRenaming({ group, events, today: today(context) }, command);
    if (!decision.ok) return decision;
    const namesake = await namesakeOf(context.table, { ...groupAfter(group, events), name: command.name });
    return namesake ? nameTaken(namesake) : recorded(context, id, decision.value, [found.value]);
  });

/** A group at its next version, for a change that is no event. */
const changeGroup = (
  context: Context,
  id: OrganisationId,
  edit: (group: Group) => Decision<{ group: Group; detail: string }>,
): Promise<Decision<Group>> =>
  change(context, async (): Promise<Decision<Change<Group>>> => {
    const found = (await keptSchool(context, id)) ?? (await loadGroup(context, id));
    if (!found.ok) return found;
    const before = found.value.group;
    const edited = edit(before);
    if (!edited.ok) return edited;
    const after = { ...edited.value.group, version: before.version + 1 };
    const audit = { action: 'organisation:record', about: id, organisation: id, detail: edited.value.detail };
    return accept({ writes: groupWrites(context.table, after, before), result: after, audit });
  });

/** A body buys otherwise from a date on. Refusals: decideSector. */
export const recordSector = (context: Context, id: OrganisationId, command: SectorChange): Promise<Decision<Group>> =>
  changeGroup(context, id, (group) => decideSector({ group, today: today(context) }, command));

/**
 * The address of a trust, federation or body as its invoices carry it, and a trust's company number. The register's files tell neither. Refuses
 * `changed-meanwhile` when the form showed another version.
 */
export const recordDetails = (context: Context, id: OrganisationId, { version, ...details }: Details): Promise<Decision<Group>> =>
  changeGroup(context, id, (group) => {
    if (isPartnership(group)) return refuse('unknown-organisation');
    if (group.version !== version) return refuse('changed-meanwhile');
    if (!isTrust(group) && details.companiesHouseNumber !== undefined)
      return refuse('invalid-request', undefined, { faults: [{ field: 'companiesHouseNumber', detail: 'Only a trust has one here' }] });
    const was = [...group.addressLines, group.postcode].filter((line) => line !== '').join(', ');
    return accept({ group: { ...group, ...details }, detail: `The address was changed${was ? `; it was ${was}` : ''}` });
  });

/** Who is billed from a date on: the trust, or each school for itself. Refuses `unknown-organisation` for whatever is no trust, and `billing-in-past`. */
export const recordTrustBilling = (context: Context, id: OrganisationId, command: TrustBilling): Promise<Decision<Group>> =>
  changeGroup(context, id, (group): Decision<{ group: Group; detail: string }> => {
    if (!isTrust(group)) return refuse('unknown-organisation');
    const billing = decideBilling(group satisfies Trust, today(context), command);
    return billing.ok ? accept({ group: billing.value.trust, detail: billing.value.detail }) : billing;
  });
