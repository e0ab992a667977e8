// The JSON API of schools.
import { londonDate } from '../../shared/calendar.ts';
import type { Context } from '../../shared/context.ts';
import { answer, type Handlers, parse, problem } from '../../shared/http.ts';
import type { manifest } from '../manifest.ts';
import { findSchools, readSchool } from './actions.ts';
import { isBookable, sectorOn } from './rules.ts';
import { type School, schoolTypes, searchSchema } from './schema.ts';

type Routes = (typeof manifest)['schools']['routes'];
type Api = { [R in keyof Routes as R extends `${string} /api/${string}` ? R : never]: Routes[R] };

const showSchool = (context: Context) => (school: School) => ({
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
  sector: sectorOn(school, londonDate(context.now)).sector,
  sectors: school.sectors,
  addressLines: school.addressLines,
  postcode: school.postcode,
  pupils: school.pupils,
  censusDate: school.censusDate,
  openedOn: school.openedOn,
  closedOn: school.closedOn,
  version: school.version,
});

export const routes: Handlers<Api> = {
  'GET /api/schools': async (context, c) => {
    const search = parse(searchSchema, c.req.query());
    if (!search.ok) return problem(c, search.refusal);
    const found = await findSchools(context, search.value);
    return c.json({ schools: found.items.map(showSchool(context)), next: found.next });
  },
  'GET /api/schools/{school}': async (context, c) => answer(c, await readSchool(context, c.req.param('school')), showSchool(context)),
};
