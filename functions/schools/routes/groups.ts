// The JSON API of partnerships, trusts, federations and other bodies: reading them, recording new ones, and what happens to them.

import type { Context } from '../../../shared/context.ts';
import type { Decision } from '../../../shared/decision.ts';
import { answer, type Handler, parse, problem, readJson, type Web } from '../../../shared/http.ts';
import { type OrganisationId, organisationIdSchema } from '../../../shared/ids.ts';
import { recordBody, recordDetails, recordPartnership, recordSector, recordTrustBilling, renameGroup } from '../actions/corrections.ts';
import { closeGroup, joinPartnership, leavePartnership, mergePartnership, type Recorded, recordLead } from '../actions/events.ts';
import {
  actForSchool,
  type ListedPartnership,
  listOrganisations,
  listPartnerships,
  type NamedMembership,
  readOrganisation,
  readPartnership,
  type Seen,
} from '../actions/groups.ts';
import { withdrawEvent } from '../actions/withdrawals.ts';
import { holdsOn } from '../rules/events.ts';
import { closeSchema, joinSchema, leadSchema, leaveSchema, mergeSchema, withdrawSchema } from '../schema/events.ts';
import {
  actForSchema,
  detailsSchema,
  type Group,
  newBodySchema,
  newPartnershipSchema,
  organisationSearchSchema,
  partnershipSearchSchema,
  renameSchema,
  sectorSchema,
  trustBillingSchema,
} from '../schema/organisations.ts';

const showListed = ({ group, memberCount, lead }: ListedPartnership) => ({ ...group, memberCount, lead });
const showMember = ({ member, memberName, from, to }: NamedMembership) => ({ id: member, name: memberName, from, to });

const showSeen = (seen: Seen) => ({
  ...seen.group,
  district: seen.district,
  members: seen.members.filter((each) => holdsOn(each, seen.today)).map(showMember),
  membersOverTime: seen.members.map(showMember),
  memberships: seen.memberships.map(({ group, groupName, from, to }) => ({ id: group, name: groupName, from, to })),
  lead: seen.leads.findLast((each) => holdsOn(each, seen.today)),
  leadsOverTime: seen.leads,
  officers: seen.officers,
  coming: seen.coming.map(({ id, kind, on, text }) => ({ id, kind, on, text })),
  events: seen.told.map(({ id, kind, on, text, source, reason, withdrawn }) => ({
    id,
    kind,
    on,
    text,
    source,
    reason,
    withdrawn: withdrawn !== undefined,
  })),
});

const showRecorded = ({ group, detail, events }: Recorded) => ({
  group,
  detail,
  events: events.map(({ id, kind, on }) => ({ id, kind, on })),
});
const showGroup = (group: Group) => group;

/** A command on the organisation that the path names: one that nobody could have is not known. */
async function command<T, R>(
  context: Context,
  c: Web,
  reading: Promise<Decision<T>>,
  run: (context: Context, id: OrganisationId, given: T) => Promise<Decision<R>>,
  show: (result: R) => unknown,
): Promise<Response> {
  const id = organisationIdSchema.safeParse(c.req.param('group'));
  if (!id.success) return problem(c, { name: 'unknown-organisation' });
  const given = await reading;
  return given.ok ? answer(c, await run(context, id.data, given.value), show) : problem(c, given.refusal);
}

export const groupRoutes = {
  'GET /api/schools/partnerships': async (context, c) => {
    const search = parse(partnershipSearchSchema, c.req.query());
    if (!search.ok) return problem(c, search.refusal);
    const found = await listPartnerships(context, search.value);
    return c.json({ partnerships: found.items.map(showListed), next: found.next });
  },
  'POST /api/schools/partnerships': async (context, c) => {
    const given = await readJson(c, newPartnershipSchema);
    return given.ok ? answer(c, await recordPartnership(context, given.value), showGroup, 201) : problem(c, given.refusal);
  },
  'GET /api/schools/partnerships/{group}': async (context, c) => answer(c, await readPartnership(context, c.req.param('group')), showSeen),
  'POST /api/schools/partnerships/{group}/members': (context, c) =>
    command(context, c, readJson(c, joinSchema), joinPartnership, showRecorded),
  'POST /api/schools/partnerships/{group}/departures': (context, c) =>
    command(context, c, readJson(c, leaveSchema), leavePartnership, showRecorded),
  'POST /api/schools/partnerships/{group}/lead': (context, c) => command(context, c, readJson(c, leadSchema), recordLead, showRecorded),
  'POST /api/schools/partnerships/{group}/merger': (context, c) =>
    command(context, c, readJson(c, mergeSchema), mergePartnership, showRecorded),
  'POST /api/schools/partnerships/{group}/closing': (context, c) => command(context, c, readJson(c, closeSchema), closeGroup, showRecorded),
  'POST /api/schools/partnerships/{group}/name': (context, c) => command(context, c, readJson(c, renameSchema), renameGroup, showRecorded),
  'POST /api/schools/partnerships/{group}/withdrawals': (context, c) =>
    command(context, c, readJson(c, withdrawSchema), withdrawEvent, showRecorded),
  'GET /api/schools/organisations': async (context, c) => {
    const search = parse(organisationSearchSchema, c.req.query());
    if (!search.ok) return problem(c, search.refusal);
    const found = await listOrganisations(context, search.value);
    return c.json({ organisations: found.items, next: found.next });
  },
  'POST /api/schools/organisations': async (context, c) => {
    const given = await readJson(c, newBodySchema);
    return given.ok ? answer(c, await recordBody(context, given.value), showGroup, 201) : problem(c, given.refusal);
  },
  'GET /api/schools/organisations/{group}': async (context, c) =>
    answer(c, await readOrganisation(context, c.req.param('group')), showSeen),
  'POST /api/schools/organisations/{group}/details': (context, c) =>
    command(context, c, readJson(c, detailsSchema), recordDetails, showGroup),
  'POST /api/schools/organisations/{group}/name': (context, c) => command(context, c, readJson(c, renameSchema), renameGroup, showRecorded),
  'POST /api/schools/organisations/{group}/sector': (context, c) => command(context, c, readJson(c, sectorSchema), recordSector, showGroup),
  'POST /api/schools/organisations/{group}/billing': (context, c) =>
    command(context, c, readJson(c, trustBillingSchema), recordTrustBilling, showGroup),
  'POST /api/schools/organisations/{group}/closing': (context, c) =>
    command(context, c, readJson(c, closeSchema), closeGroup, showRecorded),
  'POST /api/schools/organisations/{group}/withdrawals': (context, c) =>
    command(context, c, readJson(c, withdrawSchema), withdrawEvent, showRecorded),
  'POST /api/schools/acting': async (context, c) => {
    const given = await readJson(c, actForSchema);
    if (!given.ok) return problem(c, given.refusal);
    return answer(c, await actForSchool(context, c.req.header('cookie') ?? '', given.value.school), (chosen) => chosen);
  },
} satisfies Record<string, Handler>;
