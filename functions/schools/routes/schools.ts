// The JSON API of schools: finding them, reading one, and recording what the council's staff know of it.
import { londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { answer, type Handler, parse, problem, readJson } from '../../../shared/http.ts';
import { isStaff } from '../../identity/rules.ts';
import { listNamedOfficers, type NamedList, publishNamedOfficers } from '../actions/named-officers.ts';
import {
  nameOfficer,
  placeInDistrict,
  type RecordedOf,
  readStatuses,
  recordStatus,
  type StatusView,
  unnameOfficer,
  withdrawStatus,
} from '../actions/school-events.ts';
import { findOrganisations, readSchool, type SchoolView } from '../actions/schools.ts';
import { withdrawSchoolEvent } from '../actions/withdrawals.ts';
import { isClosed } from '../rules/search.ts';
import type { TimelineEntry } from '../rules/timeline.ts';
import { isBookable, sectorOn } from '../rules.ts';
import {
  type NamedOfficer,
  namedOfficersSearchSchema,
  nameOfficerSchema,
  type Publication,
  placeSchema,
  publishYearSchema,
  statusSchema,
  withdrawSchema,
} from '../schema/events.ts';
import type { Organisation } from '../schema/organisations.ts';
import { type Found, searchSchema } from '../schema/search.ts';
import { beforeRecords, schoolTypes } from '../schema.ts';

const showFound = (context: Context) => (found: Found) => ({
  ...found,
  closed: isClosed(found, londonDate(context.now)),
  ...(found.statusCode === undefined ? {} : { bookable: isBookable({ statusCode: found.statusCode }) }),
});

const showNamed = ({ officer, officerName, as }: NamedOfficer) => ({ officer, name: officerName, as });
const showOrganisation = ({ id, name }: Organisation) => ({ id, name });

/** Who recorded it, when and why, and what was withdrawn, is for staff. */
const showEntry =
  (staff: boolean) =>
  ({ id, on, text, source, reason, recordedAt, recordedBy, withdrawn }: TimelineEntry) => ({
    id,
    on,
    text,
    ...(staff ? { source, reason, recordedAt, recordedBy, withdrawn } : {}),
  });

const showSchool =
  (context: Context) =>
  ({ school, today, district, trusts, federations, partnerships, named, timeline, statuses }: SchoolView) => ({
    id: school.id,
    urn: school.urn,
    name: school.name,
    laCode: school.laCode,
    establishmentNumber: school.establishmentNumber,
    typeCode: school.typeCode,
    setting: schoolTypes[school.typeCode]?.setting,
    phaseCode: school.phaseCode,
    statusCode: school.statusCode,
    bookable: isBookable(school),
    sector: sectorOn(school, today).sector,
    // What it was when it was first seen without an opening, it was from before records began.
    sectors: school.sectors.map(({ from, ...sector }) => (from === beforeRecords ? sector : { from, ...sector })),
    addressLines: school.addressLines,
    postcode: school.postcode,
    pupils: school.pupils,
    censusDate: school.censusDate,
    openedOn: school.openedOn,
    closedOn: school.closedOn,
    district,
    trusts: trusts.map(showOrganisation),
    federations: federations.map(showOrganisation),
    partnerships: partnerships.map(showOrganisation),
    namedOfficers: {
      year: named.year,
      ...(isStaff(context.actor) ? { published: named.published } : {}),
      of: named.of.map(({ organisation, officers }) => ({ ...showOrganisation(organisation), officers: officers.map(showNamed) })),
    },
    timeline: timeline.map(showEntry(isStaff(context.actor))),
    confidentialStatuses: statuses,
    version: school.version,
  });

const showStatuses = ({ school, statuses, timeline }: StatusView) => ({
  school: showOrganisation(school),
  statuses,
  timeline: timeline.map(showEntry(true)),
});

const showPublication = ({ year, publishedAt, by }: Publication) => ({ year, publishedAt, by });
const showList = ({ year, list, publication, rows, next }: NamedList) => ({
  year,
  publication: publication && showPublication(publication),
  [list]: rows.map(({ organisation, officers }) => ({ id: organisation.id, name: organisation.name, officers: officers.map(showNamed) })),
  next,
});
const showRecorded = ({ organisation, event }: RecordedOf) => ({ organisation, event });

export const schoolRoutes = {
  'GET /api/schools': async (context, c) => {
    const search = parse(searchSchema, c.req.query());
    if (!search.ok) return problem(c, search.refusal);
    const found = await findOrganisations(context, search.value);
    return c.json({ schools: found.items.map(showFound(context)), next: found.next });
  },
  'GET /api/schools/named-officers': async (context, c) => {
    const search = parse(namedOfficersSearchSchema, c.req.query());
    return search.ok ? c.json(showList(await listNamedOfficers(context, search.value))) : problem(c, search.refusal);
  },
  'POST /api/schools/named-officers/publication': async (context, c) => {
    const command = await readJson(c, publishYearSchema);
    return answer(c, command.ok ? await publishNamedOfficers(context, command.value) : command, showPublication, 201);
  },
  'GET /api/schools/{school}': async (context, c) => answer(c, await readSchool(context, c.req.param('school')), showSchool(context)),
  'POST /api/schools/{school}/district': async (context, c) => {
    const command = await readJson(c, placeSchema);
    return answer(c, command.ok ? await placeInDistrict(context, c.req.param('school'), command.value) : command, showRecorded, 201);
  },
  'GET /api/schools/{school}/statuses': async (context, c) => answer(c, await readStatuses(context, c.req.param('school')), showStatuses),
  'POST /api/schools/{school}/statuses': async (context, c) => {
    const command = await readJson(c, statusSchema);
    return answer(c, command.ok ? await recordStatus(context, c.req.param('school'), command.value) : command, showRecorded, 201);
  },
  'POST /api/schools/{school}/statuses/withdrawals': async (context, c) => {
    const command = await readJson(c, withdrawSchema);
    return answer(c, command.ok ? await withdrawStatus(context, c.req.param('school'), command.value) : command, showRecorded, 201);
  },
  'POST /api/schools/{school}/officers': async (context, c) => {
    const command = await readJson(c, nameOfficerSchema);
    return answer(c, command.ok ? await nameOfficer(context, c.req.param('school'), command.value) : command, showRecorded, 201);
  },
  'POST /api/schools/{school}/officers/removal': async (context, c) => {
    const command = await readJson(c, nameOfficerSchema);
    return answer(c, command.ok ? await unnameOfficer(context, c.req.param('school'), command.value) : command, showRecorded, 201);
  },
  'POST /api/schools/{school}/withdrawals': async (context, c) => {
    const command = await readJson(c, withdrawSchema);
    return answer(c, command.ok ? await withdrawSchoolEvent(context, c.req.param('school'), command.value) : command, showRecorded, 201);
  },
} satisfies Record<string, Handler>;
