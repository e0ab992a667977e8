// What whoever proposes an event chooses from: services, officers with their next free sessions, and schools to share it.
import { addDays, type CivilDate, londonClock, londonDate, type SessionKey, timestamp } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../../shared/decision.ts';
import { type OfficerId, type OrganisationId, prefixOf, type ServiceId } from '../../../../shared/ids.ts';
import { onSaleOn } from '../../../catalogue/rules.ts';
import { listServices } from '../../../catalogue/store.ts';
import { policyAt } from '../../../entitlements/store.ts';
import { freeSessions, takenAt } from '../../../officers/rules.ts';
import { listOfficers, takenSlots } from '../../../officers/store.ts';
import { isSchool } from '../../../schools/rules/buyers.ts';
import { membersOn } from '../../../schools/rules/events.ts';
import { eventsOf, getOrganisation, getOrganisations, pageOfGroups } from '../../../schools/store/organisations.ts';
import { unanswerable } from './answering.ts';

export type Choice<Id extends string> = { id: Id; name: string };
export type EventChoices = {
  /** For the council, who may organise it. */
  organisers: Choice<OrganisationId>[];
  organiser?: Choice<OrganisationId>;
  services: Choice<ServiceId>[];
  officers: Choice<OfficerId>[];
  free: SessionKey[];
  /** `isAnswerable`: somebody is registered who could answer for it, or its trust. */
  schools: (Choice<OrganisationId> & { pupils?: number; isAnswerable: boolean })[];
  /** A trust books for its own schools at once. */
  atOnce: boolean;
};

/** How far from a day free sessions are offered, and how many. */
const [offeredDays, mostOffered] = [28, 60];

/** What there is to choose from so far. Refuses `unknown-organisation` for an organiser that is none of theirs, and `policy-not-in-force`. */
export async function readEventChoices(
  context: Context,
  chosen: { organiser?: OrganisationId | undefined; service?: ServiceId | undefined; officer?: OfficerId | undefined; from: CivilDate },
): Promise<Decision<EventChoices>> {
  const { table, actor, now } = context;
  const today = londonDate(now);
  const id = actor.organisation ?? chosen.organiser;
  if (actor.organisation && chosen.organiser && chosen.organiser !== actor.organisation) return refuse('unknown-organisation');
  const [policy, services, officers, organiser, events, groups] = await Promise.all([
    policyAt(table, now),
    listServices(table),
    listOfficers(table),
    id ? getOrganisation(table, id) : undefined,
    id ? eventsOf(table, id) : [],
    actor.organisation ? [] : Promise.all([pageOfGroups(table, 'partnership'), pageOfGroups(table, 'trust')]),
  ]);
  if (!policy) return refuse('policy-not-in-force');
  if (id && !organiser) return refuse('unknown-organisation');
  const members = id ? membersOn(id, events, today) : [];
  const found = await getOrganisations(table, members);
  const service = services.find((each) => each.id === chosen.service);
  const able = service ? officers.filter(({ skills }) => skills.includes(service.skill)) : [];
  const officer = able.find((each) => each.id === chosen.officer);
  const atOnce = actor.organisation !== undefined && prefixOf(actor.organisation) === 'trs';
  // A trust answers for its own schools by booking, and until an officer is chosen nobody is asked.
  const nobody = new Set(officer && !atOnce ? await unanswerable(context, members) : []);
  // Schools that are asked answer by the day before the first session: today's are too late.
  const from = !atOnce && chosen.from <= today ? addDays(today, 1) : chosen.from;
  const to = addDays(from, offeredDays);
  const taken = officer ? takenAt(await takenSlots(table, officer.id, from, to), timestamp(now)) : new Set<SessionKey>();
  return accept({
    organisers: groups.flatMap((page) => page.items).map(({ id: of, name }) => ({ id: of, name })),
    ...(organiser ? { organiser: { id: organiser.id, name: organiser.name } } : {}),
    services: services
      .filter((each) => onSaleOn(each, today))
      .map(({ id: of, title }) => ({ id: of, name: title }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en-GB')),
    officers: able.map(({ id: of, name }) => ({ id: of, name })),
    free: officer ? freeSessions(officer, taken, from, to, londonClock(now), policy.pack.sessions).slice(0, mostOffered) : [],
    schools: members
      .flatMap((member) => found.get(member) ?? [])
      .map((school) => ({
        id: school.id,
        name: school.name,
        ...(isSchool(school) && school.pupils ? { pupils: school.pupils } : {}),
        isAnswerable: !nobody.has(school.id),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    atOnce,
  });
}
