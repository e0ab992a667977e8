// Partnerships and bodies of the demonstration, as a council would bring them along: dates follow the academic year of the day it is filled, so that there
// are years behind and a change to come. Everybody in them is invented.
import { academicYearOf, type CivilDate } from '../../../shared/calendar.ts';
import type { OrganisationId, PersonId } from '../../../shared/ids.ts';

type Spell = { id: string; from: string; to?: string };
type DemoPartnership = {
  id?: OrganisationId;
  kind: 'school-improvement' | 'collaborative-group' | 'geographic' | 'thematic' | 'self-improving-trust';
  name: string;
  theme?: string;
  district?: string;
  openedOn: string;
  members: Spell[];
  /** The member whose headteacher leads, and that person where they sign in. */
  lead?: { id: string; from: string; person?: PersonId };
};
type DemoBody = {
  kind: string;
  name: string;
  addressLines: string[];
  postcode: string;
  sector: 'maintained' | 'academy' | 'independent' | 'further-education';
  district?: string;
  openedOn: string;
};
export type DemoOrganisations = { bodies: DemoBody[]; partnerships: DemoPartnership[] };

const schools = (from: string, ...urns: number[]): Spell[] => urns.map((urn) => ({ id: `sch_${urn}`, from }));
const bodies = (from: string, ...names: string[]): Spell[] => names.map((name) => ({ id: `org_${name}`, from }));

/** Known by its id to whoever leads it. */
export const colneAndTendring = 'ptn_colne-and-tendring-partnership' as OrganisationId;

/** Essex 2017: “The majority of Essex schools are now working in school improvement partnerships”; and what Manchester 1.2 and 1.3 add to them. */
export function essexOrganisations(today: CivilDate): DemoOrganisations {
  const year = academicYearOf(today);
  const september = (years: number) => `${year + years}-09-01`;
  const [begun, last, now, next] = [september(-3), september(-1), september(0), september(1)];
  return {
    bodies: [
      {
        kind: 'university',
        name: 'University of Pantmere',
        addressLines: ['College Green', 'Pantmere'],
        postcode: 'CM98 8AA',
        sector: 'further-education',
        openedOn: '2004-08-01',
      },
      {
        kind: 'college',
        name: 'Harrowdene Land College',
        addressLines: ['Orchard Road', 'Harrowdene'],
        postcode: 'SS96 9AA',
        sector: 'further-education',
        openedOn: '2001-09-01',
      },
      {
        kind: 'sports-club',
        name: 'Saltmere Rowing Club',
        addressLines: ['The Boathouse', 'Saltmere'],
        postcode: 'CM98 1BH',
        sector: 'independent',
        openedOn: '2009-04-01',
      },
      {
        kind: 'foundation-setting',
        name: 'Tideway Pre-school',
        addressLines: ['Village Hall', 'Oysterbourne'],
        postcode: 'CM98 7AA',
        sector: 'independent',
        district: 'Mid',
        openedOn: '2012-01-05',
      },
    ],
    partnerships: [
      {
        kind: 'school-improvement',
        name: 'Saltings Schools Partnership',
        district: 'Mid',
        openedOn: begun,
        members: [
          ...schools(begun, 990001, 990022, 990025),
          { id: 'sch_990028', from: begun, to: `${year - 2}-09-01` },
          ...schools(last, 990013),
          // Proposed to close: it leaves with the summer.
          { id: 'sch_990029', from: begun, to: next },
        ],
        lead: { id: 'sch_990001', from: last },
      },
      {
        kind: 'school-improvement',
        id: colneAndTendring,
        name: 'Colne and Tendring Partnership',
        district: 'North East',
        openedOn: begun,
        members: schools(begun, 990003, 990004, 990023, 990032, 990034),
        lead: { id: 'sch_990004', from: begun, person: 'per_anna-castell' as PersonId },
      },
      {
        kind: 'school-improvement',
        name: 'Five Bridges Partnership',
        district: 'West',
        openedOn: last,
        members: [...schools(last, 990002, 990026, 990033), ...schools(now, 990011)],
        lead: { id: 'sch_990002', from: last },
      },
      {
        kind: 'collaborative-group',
        name: 'Estuary Secondary Group',
        openedOn: begun,
        members: schools(begun, 990005, 990006, 990007, 990010, 990012),
        lead: { id: 'sch_990005', from: begun },
      },
      {
        kind: 'thematic',
        name: 'Ready to Learn Partnership',
        theme: 'The first years of school, and what comes before them',
        openedOn: last,
        members: [...schools(last, 990001, 990022, 990023), ...bodies(last, 'tideway-pre-school', 'university-of-pantmere')],
        lead: { id: 'sch_990022', from: last },
      },
      {
        kind: 'geographic',
        name: 'South District Partnership',
        district: 'South',
        openedOn: last,
        members: [
          ...schools(last, 990009, 990016, 990021, 990024, 990031),
          ...bodies(last, 'harrowdene-land-college', 'saltmere-rowing-club'),
        ],
        lead: { id: 'sch_990031', from: now },
      },
    ],
  };
}

/** Rivermouth's directory names one partnership. */
export function rivermouthOrganisations(today: CivilDate): DemoOrganisations {
  const from = `${academicYearOf(today)}-09-01`;
  return {
    bodies: [],
    partnerships: [
      {
        kind: 'geographic',
        name: 'Rivermouth Levels Partnership',
        district: 'Levels',
        openedOn: from,
        members: schools(from, 995005, 995006, 995011),
        lead: { id: 'sch_995005', from },
      },
    ],
  };
}
