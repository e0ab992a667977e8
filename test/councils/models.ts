// Councils of the sources that the demonstration does not show, for their diaries: its register stands in for theirs. People are invented; the districts of
// Manchester are those its reports name or leave room for, and the paper of Rochdale names none.
import type { DemoCouncil } from '../../infra/local/demo/council.ts';
import { essex } from '../../infra/local/demo/essex.ts';
import { deliverer, officer } from '../../infra/local/demo/officers.ts';
import { atSchool, bookerFor, type DemoPerson, right, school, staff } from '../../infra/local/demo/people.ts';
import { type CouncilSlug, type OrganisationId, type PersonId, schoolIdOf } from '../../shared/ids.ts';
import { manchester2007 } from '../../shared/policy/manchester-2007.ts';
import { rochdale2012 } from '../../shared/policy/rochdale-2012.ts';

const { laCode } = essex.council;
type Named = { slug: string; name: string; districts: DemoCouncil['council']['districts'] };
const councilOf = ({ slug, ...named }: Named): DemoCouncil['council'] => ({
  ...essex.council,
  ...named,
  slug: slug as CouncilSlug,
});
const staffOf = (slug: string): DemoPerson[] => [
  staff(slug, 'Joan Ferris', 'resource-manager', 'Resource manager'),
  staff(slug, 'Rowan Achebe', 'sip-manager', 'SIP/Interventions Manager'),
  staff(slug, 'Nadia Rahman', 'finance', 'Finance officer'),
  staff(slug, 'Grace Adeyemi', 'council-admin', 'Council administrator'),
];

const partner = officer('Ines Fairley', 'School Improvement Partner', ['school-improvement-partner'], 'North');
const effectiveness = officer('Gwen Calder', 'School Effectiveness Officer', ['school-effectiveness', 'national-strategies'], 'North');
const strategy = officer(
  'Omar Lacey',
  'Learning Strategy Officer',
  ['behaviour-and-learning', 'attendance', 'national-strategy-foundation'],
  'North',
);
/** The partnership that somebody of these people leads. */
export const northDistrict = 'ptn_north-district-eip' as OrganisationId;
const setting = 'org_canalside-pre-school' as OrganisationId;

export const manchester: DemoCouncil = {
  ...essex,
  council: councilOf({
    slug: 'manchester',
    name: 'Manchester (2007 model)',
    districts: [
      { name: 'North', covers: ['Colchester', 'Tendring', 'Maldon'] },
      { name: 'Central', covers: ['Braintree'] },
      { name: 'South', covers: ['Rochford', 'Castle Point'] },
    ],
  }),
  tenant: '00000000-0000-4000-8000-000000002007',
  people: [
    bookerFor('Tom Haldane', 990001, 'Saltmere Community Primary School', laCode),
    bookerFor('Lena Osgood', 990005, 'Colnemarsh High School', laCode),
    atSchool('Vera Dunmore', 'Manager of Canalside Pre-school', [], [right('school-booker', setting)]),
    atSchool(
      'Anna Castell',
      'Headteacher of Thornhythe Primary School, and lead of the North District partnership',
      [school(990004, 'Thornhythe Primary School', laCode)],
      [right('partnership-lead', northDistrict)],
    ),
    ...[partner, effectiveness, strategy].map((each) => deliverer('manchester', each)),
    ...staffOf('manchester'),
  ],
  officers: [partner, effectiveness, strategy],
  organisations: () => ({
    bodies: [
      {
        kind: 'foundation-setting',
        name: 'Canalside Pre-school',
        addressLines: ['Wharf Hall', 'Thornhythe'],
        postcode: 'CO97 9CS',
        sector: 'independent',
        district: 'North',
        openedOn: '2003-09-01',
      },
    ],
    partnerships: [
      {
        kind: 'geographic',
        id: northDistrict,
        name: 'North District EIP',
        district: 'North',
        openedOn: '2007-09-01',
        members: [990001, 990003, 990004, 990005, 990022, 990023].map((urn) => ({ id: schoolIdOf(urn), from: '2007-09-01' })),
        lead: { id: schoolIdOf(990004), from: '2007-09-01', person: 'per_anna-castell' as PersonId },
      },
    ],
  }),
  pack: manchester2007,
};

const adviser = officer('Howard Pell', 'School improvement officer', ['school-improvement'], 'Rochdale');

export const rochdale: DemoCouncil = {
  ...essex,
  council: councilOf({
    slug: 'rochdale',
    name: 'Rochdale (2012 model)',
    districts: [{ name: 'Rochdale', covers: ['Colchester', 'Tendring', 'Maldon', 'Braintree', 'Rochford', 'Castle Point'] }],
  }),
  tenant: '00000000-0000-4000-8000-000000002012',
  people: [
    bookerFor('Tom Haldane', 990001, 'Saltmere Community Primary School', laCode),
    bookerFor('Lena Osgood', 990005, 'Colnemarsh High School', laCode),
    bookerFor('Marek Dowd', 990008, 'Pantmere Foundation School', laCode),
    deliverer('rochdale', adviser),
    ...staffOf('rochdale'),
  ],
  officers: [adviser],
  organisations: () => ({ bodies: [], partnerships: [] }),
  pack: rochdale2012,
};
